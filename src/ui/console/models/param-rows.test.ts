import { expect, test } from 'vitest';
import { paramRows } from './param-rows.ts';

test('a schema becomes rows: what each argument is, whether it must be there, and what it means', () => {
  const rows = paramRows({
    type: 'object',
    required: ['path'],
    properties: {
      path: { type: 'string', description: 'Where.' },
      mode: { enum: ['a', 'b'] },
      lines: { type: 'integer', minimum: 1, maximum: 50 },
      any: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 },
      words: { type: 'array', items: { type: 'string' } },
      either: { anyOf: [{ type: 'string' }, { const: 3 }] },
    },
  });
  expect(rows.map(({ name, type, required }) => [name, type, required])).toEqual([
    ['path', 'string', true],
    ['mode', '"a" | "b"', false],
    ['lines', 'integer 1–50', false],
    ['any', 'integer', false],
    ['words', 'string[]', false],
    ['either', 'string | 3', false],
  ]);
  expect(rows[0]?.description).toBe('Where.');
});

test('what is no schema of an object has no rows, and is no reason to fail', () => {
  expect(paramRows({})).toEqual([]);
  expect(paramRows({ properties: { odd: null, list: 7 } }).map(({ type }) => type)).toEqual(['…', '…']);
});
