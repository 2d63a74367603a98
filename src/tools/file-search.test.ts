import { afterAll, expect, test } from 'vitest';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const search = async (script: string, args: Record<string, unknown>) =>
  kit.call('file.search', args, { place: await kit.place(script) });

test.each([
  [{ pattern: 'x', path: '..' }, 'PATH_OUTSIDE_WORKSPACE'],
  [{ pattern: 'x', path: '/etc' }, 'PATH_OUTSIDE_WORKSPACE'],
  [{ pattern: 'root', path: 'link' }, 'PATH_OUTSIDE_WORKSPACE'],
  [{ pattern: 'x', path: 'missing' }, 'NOT_FOUND'],
  [{ pattern: 'x', path: 'fifo' }, 'TOOL_EXEC_FAILED'],
  [{ pattern: '(', regex: true }, 'INVALID_REQUEST'],
  [{ pattern: '(a)\\1', regex: true }, 'INVALID_REQUEST'],
])('searching with %j is a failed outcome with %s', async (args, code) => {
  const outcome = await search('mkfifo fifo; ln -s /etc link', args);
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
});

test.each([
  [{}, 'pattern'],
  [{ pattern: '' }, 'pattern'],
  [{ pattern: 'two\nlines' }, 'cannot hold a line break'],
  [{ pattern: 'x', limit: 1_001 }, 'limit'],
  [{ pattern: 'x', path: '' }, 'path'],
])('the arguments %j are refused with a message about %s', (args, message) => {
  expect(kit.tool('file.search').parse(args)).toMatchObject({
    ok: false,
    message: expect.stringContaining(message) as unknown,
  });
});

test('a rule sees the path that is searched, and the folder when none is named', () => {
  const { subject } = kit.tool('file.search');
  expect(subject({ pattern: 'x', path: './src/../secrets/' })).toEqual({
    effect: 'read-only',
    path: 'secrets',
    tree: true,
  });
  expect(subject({ pattern: 'x' })).toEqual({ effect: 'read-only', path: '.', tree: true });
});

const TREE = String.raw`mkdir -p src/deep; printf 'one\nTotal: 漢 (1+1)\n' > src/a.ts; printf 'total (11)\r\n' > src/deep/b.md`;

test('each match is a line with its path from the session folder and its line number, in order', async () => {
  expect(await search(TREE, { pattern: 'total', ignoreCase: true })).toEqual({
    status: 'success',
    output: 'src/a.ts:2: Total: 漢 (1+1)\nsrc/deep/b.md:1: total (11)',
  });
});

test.each([
  ['a fixed string is not an expression', { pattern: '(1+1)' }, 'src/a.ts:2: Total: 漢 (1+1)'],
  ['an expression is one when asked for', { pattern: '\\((1+)\\)', regex: true }, 'src/deep/b.md:1: total (11)'],
  ['case counts unless it is ignored', { pattern: 'total' }, 'src/deep/b.md:1: total (11)'],
  ['a glob chooses files', { pattern: 'otal', glob: '**/*.md' }, 'src/deep/b.md:1: total (11)'],
  ['a path chooses where', { pattern: 'otal', path: 'src/a.ts' }, 'src/a.ts:2: Total: 漢 (1+1)'],
  ['nothing found is said', { pattern: 'nowhere' }, '[no matches]'],
])('%s', async (_what, args, output) => {
  expect((await search(TREE, args)).output).toBe(output);
});

test('names that would pass for another place or for two lines are quoted', async () => {
  const script = String.raw`echo hit > $'two\nlines'; echo hit > 'a.ts:7: fake'`;
  expect((await search(script, { pattern: 'hit' })).output.split('\n')).toEqual([
    '"a.ts:7: fake":1: hit',
    String.raw`"two\nlines":1: hit`,
  ]);
});

test('a long line is cut and marked, one of exactly the limit is not', async () => {
  const script = "printf 'x%.0s' {1..400} > a; printf 'x%.0s' {1..401} > b";
  const [a, b] = (await search(script, { pattern: 'xx' })).output.split('\n');
  expect([a, b]).toEqual([`a:1: ${'x'.repeat(400)}`, `b:1: ${'x'.repeat(400)}…`]);
});

test('more matches than asked for are said to be there', async () => {
  const { output } = await search('seq 1 50 > f', { pattern: '1', limit: 3 });
  expect(output).toBe(
    'f:1: 1\nf:10: 10\nf:11: 11\n[the first 3 of more than 3 matches: search for something narrower, or in a path below]',
  );
});

test("the policy's output limit holds back whole lines, and counts them", async () => {
  const place = await kit.place('yes "match of some length" | head -100 > f', { outputBytes: 1_024 });
  const lines = (await kit.call('file.search', { pattern: 'match' }, { place })).output.split('\n');
  const shown = lines.length - 1;
  expect(Buffer.byteLength(lines.slice(0, -1).join('\n'))).toBeLessThanOrEqual(1_024);
  expect(Buffer.byteLength(lines.slice(0, -1).join('\n'))).toBeGreaterThan(980);
  expect(lines.at(-1)).toBe(`[the first ${shown} of 100 matches: search for something narrower, or in a path below]`);
});

test('a search that is stopped while it runs says ABORTED', async () => {
  const place = await kit.place('seq 1 1000 > f');
  const abort = new AbortController();
  const outcome = kit.tool('file.search').run({ pattern: '1' }, {}, contextOf(place, { signal: abort.signal }));
  abort.abort(new Error('stop'));
  expect(await outcome).toMatchObject({ status: 'failed', error: { code: 'ABORTED' } });
});

test('the call is shown by what it looks for and where', async () => {
  const place = await kit.place();
  const args = { pattern: 'a"b', regex: true, ignoreCase: true, path: 'src', glob: '*.ts' };
  const { display } = await kit.tool('file.search').prepare(args, place);
  expect(display).toEqual({
    kind: 'call',
    summary: 'Search src for matches of "a\\"b" in any case, only in files "*.ts"',
    cwd: place.folder,
    mode: 'local',
  });
});
