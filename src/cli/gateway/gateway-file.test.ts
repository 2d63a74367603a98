import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGatewayFile, writeGatewayFile } from './gateway-file.ts';

const mine = { url: 'http://127.0.0.1:1', pid: process.pid };
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-gateway-file-'));
});
afterEach(() => rmSync(home, { recursive: true }));

/** What a crash left behind, as if its process had been born at another time. */
function rewrite(change: (written: Record<string, unknown>) => Record<string, unknown>): void {
  const file = join(home, 'gateway.json');
  writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>)));
}

test.runIf(process.platform === 'linux')(
  'a process that got the number of the gateway that crashed is not taken for it: the token stays at home',
  () => {
    writeGatewayFile(home, mine);
    expect(readGatewayFile(home)).toEqual(mine);
    rewrite(({ born, ...rest }) => ({ ...rest, born: `${String(born)}0` }));
    expect(readGatewayFile(home)).toBeUndefined();
    rewrite(({ born, ...rest }) => ({ ...rest, born: String(born).replace(/^./, 'x') }));
    expect(readGatewayFile(home)).toBeUndefined();
  },
);

test('where nobody tells when a process was born, its number has to do', () => {
  writeGatewayFile(home, mine);
  rewrite(({ url, pid }) => ({ url, pid }));
  expect(readGatewayFile(home)).toEqual(mine);
  expect(readGatewayFile(home, () => false)).toBeUndefined();
});

test.each(['', '{}', '{"url":"http://x","pid":0}', '{"url":"file:///x","pid":1}'])('%s names no gateway', (text) => {
  writeFileSync(join(home, 'gateway.json'), text);
  expect(readGatewayFile(home)).toBeUndefined();
});
