import { expect, test } from 'vitest';
import { FINDINGS, findingOf, findingText } from './findings.ts';

type Texts = readonly string[];
const TABLE: Record<string, Record<string, { status: string; en: Texts; zh: Texts }>> = FINDINGS;
const ROWS = Object.entries(TABLE).flatMap(([id, rows]) =>
  Object.entries(rows).map(([reason, row]) => [`${id}.${reason}`, row] as const),
);
const names = (texts: Texts): string[] =>
  [...texts.join(' ').matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

test.each(ROWS)('%s says the same in both languages, and what to do when something is wrong', (_name, row) => {
  expect(new Set(names(row.zh))).toEqual(new Set(names(row.en)));
  expect([row.en.length, row.zh.length]).toEqual(row.status === 'ok' ? [1, 1] : [2, 2]);
});

test('a text has the values of the finding, in either language, and nothing that looks like one of Object', () => {
  const low = findingOf('disk', 'low', { free: '500 MiB' });
  expect(low).toEqual({
    id: 'disk',
    reason: 'low',
    status: 'warn',
    message: '500 MiB free',
    fix: 'free some space soon',
    params: { free: '500 MiB' },
  });
  expect(findingText(low, 'zh')).toEqual({ message: '可用空间 500 MiB', fix: '请尽快释放空间' });
});

test.each([
  ['disk', 'newer'],
  ['newer', 'low'],
  ['constructor', 'name'],
  ['disk', 'toString'],
])('a finding that this table does not know (%s.%s) is told in the words of the gateway', (id, reason) => {
  const finding = { id, reason, status: 'warn', message: 'as it said', fix: 'do so', params: {} } as const;
  expect(findingText(finding, 'zh')).toEqual({ message: 'as it said', fix: 'do so' });
});
