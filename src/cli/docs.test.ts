import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../protocol/errors.ts';
import { EVENT_NAMES } from '../protocol/events.ts';
import { buildJsonSchema } from '../protocol/json-schema.ts';
import { METHOD_NAMES } from '../protocol/methods.ts';
import { TOOLS } from '../tools/registry.ts';
import { COMMANDS } from './commands.ts';
import { renderCliDocs } from './docs/cli-page.ts';
import { renderConfigDocs, renderEnvExample } from './docs/config-page.ts';
import { renderErrorDocs } from './docs/error-page.ts';
import { GUIDE, renderProtocolDocs } from './docs/protocol-page.ts';
import { renderToolDocs } from './docs/tool-page.ts';
import { EXIT } from './exit-codes.ts';

const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ ...buildJsonSchema(), $id: 'openfoal' });

function problems(definition: string, value: unknown): unknown {
  const validate = ajv.getSchema(`openfoal#/$defs/${definition}`);
  if (!validate) throw new Error(`no schema ${definition}`);
  return validate(value) ? null : validate.errors;
}

type Frame = { id?: unknown; params?: { path: string; input?: unknown }; result?: { type: string; data?: unknown } };

const lines = [...readFileSync(GUIDE, 'utf8').matchAll(/^([→←]) (.+)$/gm)].map(
  ([, arrow, json]) => [arrow ?? '', json ?? ''] as const,
);
// What the guide shows is JSON of ours: a frame or a list of them.
const framesOf = (json: string) => [JSON.parse(json)].flat() as Frame[];

test('the guide shows every kind of frame', () => {
  const kinds = (definition: string) =>
    lines.filter(([, json]) => problems(definition, JSON.parse(json)) === null).length;
  for (const kind of ['ReqCall', 'ReqStop', 'ConnectFrame', 'ResData', 'ResError', 'EventFrame']) {
    expect([kind, kinds(kind)]).not.toEqual([kind, 0]);
  }
  for (const kind of ['StreamStarted', 'StreamStopped', 'ReconnectNotice']) {
    expect([kind, kinds(kind)]).not.toEqual([kind, 0]);
  }
});

test.each(lines)('the schema accepts the frame of the guide: %s %s', (arrow, json) => {
  expect(problems(arrow === '→' ? 'ClientFrame' : 'ServerFrame', JSON.parse(json))).toBeNull();
  for (const { params } of framesOf(json)) {
    if (params === undefined) continue;
    const definition = params.path === 'events.stream' ? 'subscription:events.stream' : `method:${params.path}`;
    expect(problems(`${definition}:params`, params.input)).toBeNull();
  }
});

test('every answer of the guide is a result of the method that was asked', () => {
  const asked = new Map<unknown, string>();
  let answers = 0;
  for (const [, json] of lines) {
    for (const { id, params, result } of framesOf(json)) {
      if (params !== undefined) asked.set(id, params.path);
      const method = asked.get(id);
      if (result?.type !== 'data' || method === undefined || method === 'events.stream') continue;
      expect(problems(`method:${method}:result`, result.data)).toBeNull();
      answers++;
    }
  }
  expect(answers).toBeGreaterThanOrEqual(3);
});

test('every method, event and error code has its place in the docs', () => {
  const protocol = renderProtocolDocs();
  for (const name of [...METHOD_NAMES, ...EVENT_NAMES]) expect(protocol).toContain(`\n### ${name}\n`);
  const errors = renderErrorDocs();
  for (const code of ERROR_CODES) expect(errors).toContain(`| \`${code}\` |`);
  expect(`${protocol}${errors}`).not.toMatch(/undefined|\[object/);
});

test('the page of tools has each with its fields, its effect, what a new home says and what rules can look at', () => {
  const page = renderToolDocs();
  for (const { over } of TOOLS) {
    const { name, risk } = over(() => {
      throw new Error('a page runs no tool');
    });
    expect(page).toContain(`\n| [\`${name}\`](#${name.replaceAll('.', '')}) | ${risk} |`);
    expect(page).toContain(`\n## ${name}\n`);
  }
  expect(page).toContain('\nRisk low · read-only · allow in a new home · rules can look at `path`\n');
  expect(page).toContain(
    '\nRisk medium · unknown, of some calls read-only · approval-required in a new home · rules can look at `host`, `method`\n',
  );
  expect(page).toContain('\n| `edits`? | { oldText: string, newText: string, all?: boolean }[] | Replacements');
  expect(page).toContain('\n{"pattern":"TODO","path":"src"}\n');
  expect(page).not.toMatch(/undefined|\[object/);
});

test('every link inside the protocol page leads to a heading', () => {
  const page = renderProtocolDocs();
  const headings = new Set([...page.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading?.toLowerCase()));
  const targets = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, target]) => target ?? '');
  expect(targets.length).toBeGreaterThan(50);
  expect(targets.filter((target) => !headings.has(target))).toEqual([]);
});

test('a configuration row reaches the table and the example file, commented out', () => {
  const rows = [{ key: 'PORT', type: '1 | 2', default: '3000', description: 'Where the gateway listens.' }];
  expect(renderConfigDocs(rows)).toContain('| `PORT` | 1 \\| 2 | `3000` | Where the gateway listens. |');
  expect(renderEnvExample(rows)).toContain('# Where the gateway listens. (1 | 2)\n# PORT=3000\n');
});

test('every command, option and exit code is on the page of the command line', () => {
  const page = renderCliDocs();
  for (const [name, { options }] of Object.entries(COMMANDS)) {
    expect(page).toContain(`\n## ${name}\n`);
    for (const option of Object.keys(options)) expect(page).toContain(`--${option}`);
  }
  for (const { code } of Object.values(EXIT)) expect(page).toContain(`\n| ${code} | `);
  expect(page).not.toMatch(/undefined|\[object/);
});
