/** Run on a nearly full disk (argv: folder): replaces `file` by more than fits and prints what came of it as JSON. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProtocolError } from '../../protocol/errors.ts';
import { createHostExecutor } from '../host.ts';

const [folder = ''] = process.argv.slice(2);
const executor = createHostExecutor({
  containment: { kind: 'process-group', reason: 'only files are written here' },
  hiddenPaths: [],
  env: process.env,
  now: () => 0,
});
const place = { sessionId: 'fixture', folder };
const { hash } = await executor.snapshot(place, 'file', 0);
const outcome = await executor.writeFile(place, 'file', new Uint8Array(1024 * 1024), hash).then(
  () => 'written',
  (error: unknown) => (isProtocolError(error) ? error.code : String(error)),
);
process.stdout.write(
  JSON.stringify({ outcome, file: readFileSync(join(folder, 'file'), 'utf8'), names: readdirSync(folder) }),
);
