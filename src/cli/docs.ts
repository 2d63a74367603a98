/**
 * `npm run docs` writes what is derived from the tables in code: docs/protocol.md, docs/errors.md, docs/tools.md, docs/cli.md,
 * docs/ui.md, docs/demo-model.md, docs/config.md, .env.example and the JSON Schema. `npm run docs -- --check` writes nothing and fails when a file differs.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CONFIG_ROWS } from '../config/config.ts';
import { renderDemoDocs } from '../model/demo-docs.ts';
import { buildJsonSchema } from '../protocol/json-schema.ts';
import { renderCliDocs } from './docs/cli-page.ts';
import { renderConfigDocs, renderEnvExample } from './docs/config-page.ts';
import { renderErrorDocs } from './docs/error-page.ts';
import { renderProtocolDocs } from './docs/protocol-page.ts';
import { renderToolDocs } from './docs/tool-page.ts';
import { renderUiDocs } from './docs/ui-page.ts';

/** Every derived file, relative to the repository. */
export const DERIVED: readonly { file: string; render: () => string }[] = [
  { file: 'docs/protocol.md', render: renderProtocolDocs },
  { file: 'docs/errors.md', render: renderErrorDocs },
  { file: 'docs/config.md', render: () => renderConfigDocs(CONFIG_ROWS) },
  { file: 'docs/cli.md', render: renderCliDocs },
  { file: 'docs/tools.md', render: renderToolDocs },
  { file: 'docs/ui.md', render: renderUiDocs },
  { file: 'docs/demo-model.md', render: renderDemoDocs },
  { file: '.env.example', render: () => renderEnvExample(CONFIG_ROWS) },
  { file: 'public/schema/openfoal-1.0.json', render: () => `${JSON.stringify(buildJsonSchema(), null, 2)}\n` },
];

/** The derived files under `root` that are missing or say something else than the code. */
export function driftedFiles(root: string): string[] {
  const current = (file: string) => {
    try {
      return readFileSync(join(root, file), 'utf8');
    } catch {
      return undefined;
    }
  };
  return DERIVED.filter(({ file, render }) => current(file) !== render()).map(({ file }) => file);
}

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..');
  const { values } = parseArgs({ options: { check: { type: 'boolean' } } });
  const drifted = driftedFiles(root);
  if (values.check) {
    for (const file of drifted) console.error(`${file} differs from the code: run \`npm run docs\` and commit it.`);
    console.log(`docs: ${DERIVED.length} files, ${drifted.length} differ`);
    if (drifted.length > 0) process.exitCode = 1;
  } else {
    for (const { file, render } of DERIVED.filter(({ file: name }) => drifted.includes(name))) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), render());
      console.log(`docs: wrote ${file}`);
    }
  }
}
