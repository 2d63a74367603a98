import { expect, test } from 'vitest';
import { buildJsonSchema } from '../../../protocol/json-schema.ts';
import { consolePolicy as english } from '../../i18n/en/console-policy.ts';
import { consolePolicy as chinese } from '../../i18n/zh-cn/console-policy.ts';
import { documentSchema, resolved, type Schema, type SchemaFile } from './json-schema.ts';
import { BASE, ruleOf, withRules } from './policy.fixture.ts';
import { schemaHelp } from './schema-help.ts';
import { schemaProblems } from './schema-problems.ts';

// What GET /schema answers, as it comes out of the wire.
const file = JSON.parse(JSON.stringify(buildJsonSchema())) as SchemaFile;
const schema = documentSchema(file);
const problems = (value: unknown) => schemaProblems(schema, value, file);
const changed = (change: (policy: Record<string, never>) => void): unknown => {
  const copy = structuredClone(BASE);
  change(copy as never);
  return copy;
};

test('a policy that is valid has no problems', () => {
  expect(problems(withRules(BASE, ruleOf('a'), ruleOf('b', { when: {} })))).toEqual([]);
});

test('an unknown key is found at any depth, and who saved a policy is none of its parts', () => {
  expect(problems({ ...BASE, version: 3 })).toEqual([
    { path: ['version'], problem: 'unknown-key', known: 'toolPolicy, modelPolicy, executionPolicy' },
  ]);
  const rules = [{ ...ruleOf('a'), when: { argvs: ['git'] } }];
  expect(problems({ ...BASE, toolPolicy: { ...BASE.toolPolicy, rules } })).toEqual([
    { path: ['toolPolicy', 'rules', 0, 'when', 'argvs'], problem: 'unknown-key', known: 'argv, path, host, method' },
  ]);
});

test('a name that every object has is an unknown key like another', () => {
  const value = JSON.parse('{"constructor": 1}') as object;
  expect(problems({ ...BASE, ...value })).toMatchObject([{ path: ['constructor'], problem: 'unknown-key' }]);
});

test('a value that is none of those allowed is found behind a reference', () => {
  const tools = { 'file.read': 'ask' };
  expect(problems({ ...BASE, toolPolicy: { ...BASE.toolPolicy, tools } })).toEqual([
    {
      path: ['toolPolicy', 'tools', 'file.read'],
      problem: 'values',
      expected: '"allow", "approval-required", "deny"',
    },
  ]);
});

test.each([
  ['a text for a number', { timeoutMs: '1' }, { problem: 'type', expected: 'integer' }],
  ['a fraction for a whole number', { timeoutMs: 1000.5 }, { problem: 'type', expected: 'integer' }],
  ['a list for a text', { primary: ['a'] }, { problem: 'type', expected: 'string' }],
  ['a number below the least', { timeoutMs: 1 }, { problem: 'range', expected: '≥ 1000, ≤ 3600000' }],
  ['nothing where it must be more', { maxCostUsdPerRun: 0 }, { problem: 'range', expected: '> 0' }],
  ['an empty text', { primary: '' }, { problem: 'size', expected: '≥ 1' }],
] as const)('%s is found', (_what, part, found) => {
  const [field] = Object.keys(part);
  expect(problems({ ...BASE, modelPolicy: { ...BASE.modelPolicy, ...part } })).toEqual([
    { path: ['modelPolicy', field], ...found },
  ]);
});

test('what is missing is named where it is missing', () => {
  expect(problems(changed((policy) => delete (policy as { modelPolicy?: never }).modelPolicy))).toEqual([
    { path: [], problem: 'missing', key: 'modelPolicy' },
  ]);
  expect(problems(null)).toEqual([{ path: [], problem: 'type', expected: 'object' }]);
});

test('help says what a field of a rule means and takes, through references, maps and lists', () => {
  expect(schemaHelp(schema, ['toolPolicy', 'rules', 0, 'when', 'argv'], file)).toMatchObject({
    description: expect.stringContaining('first words of a command') as string,
    type: 'array',
  });
  expect(schemaHelp(schema, ['toolPolicy', 'rules', 0, 'when', 'argv', 1], file)).toMatchObject({
    description: expect.stringContaining('first words of a command') as string,
    type: 'string',
  });
  expect(schemaHelp(schema, ['toolPolicy', 'tools', 'any.*'], file)).toMatchObject({
    values: ['"allow"', '"approval-required"', '"deny"'],
  });
  expect(schemaHelp(schema, ['modelPolicy', 'maxCostUsdPerDay'], file)).toMatchObject({ type: 'number', above: 0 });
  expect(schemaHelp(schema, ['toolPolicy', 'rules', 0], file)?.fields).toEqual([
    { name: 'id', required: true },
    { name: 'tool', required: true },
    { name: 'when', required: true },
    { name: 'action', required: true },
    { name: 'reason', required: false },
  ]);
});

test('help knows no place that the schema does not know', () => {
  expect(schemaHelp(schema, ['toolPolicy', 'rule'], file)).toBeUndefined();
  expect(schemaHelp(schema, ['modelPolicy', 'primary', 'deeper'], file)).toBeUndefined();
});

/** Every field of the document with what the schema says of it; entries of lists and maps are no fields of their own. */
function fieldsOf(part: Schema, path: string[] = []): [string, string | undefined][] {
  const { properties = {}, items, additionalProperties } = part;
  const entries = [items, additionalProperties].filter((each) => typeof each === 'object');
  return [
    ...Object.entries(properties).flatMap(([name, child]) => {
      const of = resolved(child, file);
      const at = [...path, name];
      return [[at.join('/'), of.description] as [string, string | undefined], ...fieldsOf(of, at)];
    }),
    ...entries.flatMap((entry) => fieldsOf(resolved(entry, file), path)),
  ];
}

test('every field says what it means in both languages, in English in the words of the schema', () => {
  const fields = fieldsOf(schema);
  expect(fields.length).toBeGreaterThan(25);
  expect(english.meaning).toEqual(Object.fromEntries(fields));
  expect(Object.keys(chinese.meaning)).toEqual(Object.keys(english.meaning));
});

test.each([
  [['toolPolicy', 'tools', 'any.*'], 'toolPolicy/tools'],
  [['toolPolicy', 'rules', 0, 'when', 'argv', 1], 'toolPolicy/rules/when/argv'],
  [['toolPolicy', 'rules', 3], 'toolPolicy/rules'],
  [['modelPolicy', 'fallbacks', 0], 'modelPolicy/fallbacks'],
  [[], ''],
] as const)('the place %j is of the field %s', (path, field) => {
  expect(schemaHelp(schema, path, file)?.field).toBe(field);
});
