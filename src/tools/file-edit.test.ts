import { afterAll, describe, expect, test } from 'vitest';
import type { ToolPlace } from '../domain/run/tool-port.ts';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const edit = kit.tool('file.edit');

const one = (oldText: string, newText: string, all = false) => ({ path: 'f', edits: [{ oldText, newText, all }] });
const patchOf = (...lines: string[]) => ({ path: 'f', patch: lines.join('\n') });

/** Prepares and runs, as the run loop does, and answers the file after it. */
async function edited(script: string, args: Record<string, unknown>): Promise<string> {
  const place = await kit.place(script);
  expect(await kit.call('file.edit', args, { place })).toMatchObject({ status: 'success' });
  return kit.shell(place, 'cat -A f');
}

async function refusalOf(script: string, args: Record<string, unknown>): Promise<unknown> {
  const place = await kit.place(script);
  const before = await kit.shell(place, 'ls -l; sha256sum f');
  const refusal = await edit.prepare(args, place).then(
    () => 'was prepared',
    (error: unknown) => error,
  );
  expect(await kit.shell(place, 'ls -l; sha256sum f')).toBe(before);
  return refusal;
}

test.each([
  [{}, 'path'],
  [{ path: 'f' }, 'either edits or patch'],
  [{ path: 'f', edits: [] }, 'edits'],
  [{ path: 'f', edits: [{ oldText: '', newText: 'x' }] }, 'edits.0.oldText'],
  [{ path: 'f', edits: [{ oldText: 'x', newText: 'y', line: 3 }] }, 'line'],
  [{ ...one('a', 'b'), patch: '@@ -1 +1 @@\n-a\n+b' }, 'either edits or patch'],
])('the arguments %j are refused with a message about %s', (args, message) => {
  expect(edit.parse(args)).toMatchObject({ ok: false, message: expect.stringContaining(message) as unknown });
});

test.each([
  ['../token', 'PATH_OUTSIDE_WORKSPACE'],
  ['/etc/hostname', 'PATH_OUTSIDE_WORKSPACE'],
  ['link', 'PATH_OUTSIDE_WORKSPACE'],
  ['.', 'TOOL_EXEC_FAILED'],
  ['fifo', 'TOOL_EXEC_FAILED'],
])('editing %j is refused with %s before anybody is asked, and when it is run all the same', async (path, code) => {
  const place = await kit.place('echo x > real; mkfifo fifo; ln -s real link');
  const args = { ...one('x', 'y'), path };
  await expect(edit.prepare(args, place)).rejects.toMatchObject({ code });
  const outcome = await edit.run(args, { expected: 'a', result: 'b' }, contextOf(place));
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
});

test('a file that is not there is refused with NOT_FOUND, which names the tool that makes one', async () => {
  expect(await refusalOf('true', one('a', 'b'))).toMatchObject({
    code: 'NOT_FOUND',
    message: 'There is no "f" in the session folder: make it with file.write.',
  });
});

test.each([
  [String.raw`printf 'a\0b' > f`, 'not text in UTF-8'],
  [String.raw`printf 'a\xff' > f`, 'not text in UTF-8'],
  ['head -c 1048577 /dev/zero | tr "\\0" a > f', 'larger than 1024 KiB'],
])('content that is no text to edit (%s) is refused', async (script, message) => {
  expect(await refusalOf(script, one('a', 'b'))).toMatchObject({
    code: 'TOOL_EXEC_FAILED',
    message: expect.stringContaining(message) as unknown,
  });
});

const CODE = String.raw`printf 'function add(a, b) {\n  return a - b;\n}\n\nfunction sub(a, b) {\n  return a - b;\n}\n' > f`;

test.each([
  ['returned', 'edits.0.oldText does not occur in the file. Nothing in the file is like it: read the file again.'],
  ['function sub(a,b) {', 'edits.0.oldText does not occur in the file. It differs from line 5 only in white space.'],
  [
    'function sub(a, b) {\n\treturn a - b;\n}',
    'edits.0.oldText does not occur in the file. It differs from line 5 only in white space.',
  ],
  [
    'function sub(a, b) {\n  return a + b;\n}',
    'edits.0.oldText does not occur in the file. It comes nearest at line 5, but line 6 is another one.',
  ],
  [
    'function somethingElse(a, b) {\n  return a - b;\n}\n\nfunction sub(a, b) {',
    'edits.0.oldText does not occur in the file. It comes nearest at line 5, but line 1 is another one.',
  ],
  [
    'return a - b;',
    'edits.0.oldText occurs 2 times in the file (lines 2, 6): take more of the text around it, or set all.',
  ],
])('text that cannot be found once (%j) is refused, and the message says where to look', async (oldText, message) => {
  expect(await refusalOf(CODE, one(oldText, 'x'))).toMatchObject({ code: 'TOOL_EXEC_FAILED', message });
});

test('text that overlaps itself occurs as often as it could be meant; of many the first lines are named', async () => {
  expect(await refusalOf('printf aaa > f', one('aa', 'b'))).toMatchObject({
    message: expect.stringContaining('occurs 2 times') as unknown,
  });
  expect(await refusalOf('yes a | head -500 > f', one('a', 'b'))).toMatchObject({
    message: expect.stringMatching(/occurs more than 100 times in the file \(lines 1, 2, 3, 4, 5, …\)/) as unknown,
  });
});

test('a refusal never quotes the file: whoever may edit it may not be allowed to read it', async () => {
  const secret = 'printf "user=me\\npassword=hunter2\\nhost=x\\n" > f';
  for (const args of [
    one('user=me\npassword=?\nhost=x', ''),
    one('password=hunter', '\npassword=hunter'),
    patchOf('@@ -1,2 +1,2 @@', ' user=me', '-password=?', '+x'),
  ]) {
    expect(JSON.stringify(await refusalOf(secret, { ...args }))).not.toContain('hunter2');
  }
});

test.each([
  ['changes nothing', one('a', 'a', true), 'there is nothing to change'],
  ['grows beyond the limit', one('a', 'b'.repeat(200_000), true), 'edits.0 makes the file larger'],
  ['grows beyond it in bytes', one('a', '漢'.repeat(200), true), 'would become larger than 1024 KiB'],
  ['changes more lines than are compared', one('a', 'b', true), 'too long to be shown'],
  [
    'makes more text than is shown',
    { path: 'f', patch: `@@ -1,2 +1,2 @@\n-a\n-a\n+${'c'.repeat(140_000)}\n+${'d'.repeat(140_000)}` },
    'too long to be shown',
  ],
])('an edit that %s is refused', async (_what, args, message) => {
  expect(await refusalOf('yes a | head -2000 > f', args)).toMatchObject({
    code: 'TOOL_EXEC_FAILED',
    message: expect.stringContaining(message) as unknown,
  });
});

test('an edit made of several is not made at all when one of them does not fit', async () => {
  const args = {
    path: 'f',
    edits: [
      { oldText: 'one', newText: 'ONE', all: false },
      { oldText: 'three', newText: 'THREE', all: false },
    ],
  };
  expect(await refusalOf('printf "one\\ntwo\\n" > f', args)).toMatchObject({
    message: expect.stringContaining('edits.1.oldText') as unknown,
  });
});

describe('what changed after it was shown', () => {
  async function prepared(args: Record<string, unknown>) {
    const place = await kit.place('printf "1\\n2\\n" > f');
    const { binding } = await edit.prepare(args, place);
    return { place, binding };
  }
  const args = one('2', 'two');

  test.each([
    ['another text that the edit would fit', 'echo 2 > f'],
    ['no file at all', 'rm f'],
  ])('%s is refused with APPROVAL_STALE and stays', async (_what, script) => {
    const { place, binding } = await prepared(args);
    const after = await kit.shell(place, `${script}; ls; cat f`);
    expect(await edit.run(args, binding, contextOf(place))).toMatchObject({
      status: 'failed',
      error: { code: 'APPROVAL_STALE' },
    });
    expect(await kit.shell(place, 'ls; cat f')).toBe(after);
  });

  test('other arguments than those that were shown are refused with APPROVAL_STALE', async () => {
    const { place, binding } = await prepared(args);
    expect(await edit.run(one('2', 'three'), binding, contextOf(place))).toMatchObject({
      error: { code: 'APPROVAL_STALE' },
    });
    expect(await kit.shell(place, 'cat f')).toBe('1\n2\n');
  });

  test('running the same prepared edit twice, as after a crash, is one edit', async () => {
    const grows = one('2', '22');
    const { place, binding } = await prepared(grows);
    const first = await edit.run(grows, binding, contextOf(place));
    expect(first).toEqual({ status: 'success', output: 'Changed f (now 5 bytes).' });
    expect(await edit.run(grows, binding, contextOf(place))).toEqual(first);
    expect(await kit.shell(place, 'cat f; ls -A')).toBe('1\n22\nf\n');
  });
});

test('the change is shown as a unified diff, and bound to the content before it and after it', async () => {
  const place = await kit.place(CODE);
  const args = { ...one('sub(a, b) {\n  return a - b;', 'sub(a, b) {\n  return b - a;'), path: './f' };
  const { display, binding } = await edit.prepare(args, place);
  expect(display).toEqual({
    kind: 'file',
    path: './f',
    cwd: place.folder,
    mode: 'local',
    diff: [
      '--- a/./f',
      '+++ b/./f',
      '@@ -2,6 +2,6 @@',
      '   return a - b;',
      ' }',
      ' ',
      ' function sub(a, b) {',
      '-  return a - b;',
      '+  return b - a;',
      ' }',
      '',
    ].join('\n'),
    created: false,
    bytes: 79,
  });
  const sha256 = async (of: ToolPlace) => (await kit.shell(of, 'sha256sum < f')).slice(0, 64);
  const expected = await sha256(place);
  await edit.run(args, binding, contextOf(place));
  expect(binding).toEqual({ expected, result: await sha256(place) });
  expect(edit.subject(args)).toEqual({ effect: 'compare-and-set', path: 'f' });
});

test.each([
  ['one place', one('b', 'B'), 'a$\nB$\nc$\n'],
  ['a place that ends at the end of the file', one('c\n', ''), 'a$\nb$\n'],
  ['text with what a pattern would read', one('b', '$& $1 \\n'), 'a$\n$& $1 \\n$\nc$\n'],
])('an edit replaces %s', async (_what, args, after) => {
  expect(await edited('printf "a\\nb\\nc\\n" > f', args)).toBe(after);
});

test('edits are made one after the other, and all replaces every occurrence', async () => {
  const args = {
    path: 'f',
    edits: [
      { oldText: 'a', newText: 'bb', all: true },
      { oldText: 'bbbb', newText: 'b', all: false },
    ],
  };
  expect(await edited('printf aac > f', args)).toBe('bc');
});

test('a file with CRLF is edited with plain line breaks, or with its own, and keeps CRLF throughout', async () => {
  const crlf = String.raw`printf 'a\r\nb\r\nc\r\n' > f`;
  expect(await edited(crlf, one('a\nb', 'A\nB\nmore'))).toBe('A^M$\nB^M$\nmore^M$\nc^M$\n');
  expect(await edited(crlf, one('a\r\nb', 'A\r\nB'))).toBe('A^M$\nB^M$\nc^M$\n');
  expect(await edited(crlf, patchOf('@@ -1,3 +1,4 @@', ' a', '-b', '+B', '+more', ' c'))).toBe(
    'a^M$\nB^M$\nmore^M$\nc^M$\n',
  );
});

test('a file with LF stays one when the edit comes with CRLF; one that mixes them is edited as it stands', async () => {
  expect(await edited(String.raw`printf 'a\nb\n' > f`, one('a\r\nb', 'A\r\nB'))).toBe('A$\nB$\n');
  expect(await edited(String.raw`printf 'a\r\nb\nc\n' > f`, one('a\r\nb', 'A\r\nB\nx'))).toBe('A^M$\nB$\nx$\nc$\n');
});

test('a byte order mark stays, whether the edit mentions it or not', async () => {
  const marked = String.raw`printf '\xef\xbb\xbfa\nb\n' > f`;
  const after = 'M-oM-;M-?A$\nb$\n';
  expect(await edited(marked, one('a', 'A'))).toBe(after);
  expect(await edited(marked, one('\uFEFFa', '\uFEFFA'))).toBe(after);
  expect(await edited(marked, patchOf('@@ -1,2 +1,2 @@', '-a', '+A', ' b'))).toBe(after);
  expect(await edited(marked, patchOf('@@ -1,2 +1,2 @@', '-\uFEFFa', '+\uFEFFA', ' b'))).toBe(after);
});

describe('a patch', () => {
  const FILE = 'seq 1 9 > f';
  const GOOD = ['@@ -2,3 +2,3 @@', ' 2', '-3', '+three', ' 4'];

  test.each([
    ['text', 'has no hunk'],
    ['--- a/f\n+++ b/f\n', 'has no hunk'],
    ['@@ -2,3 +2,3 @@\n 2\n-3\n', 'cannot be read'],
    ['@@ -2,3 +2,3 @@\n 2\n-3\n+three\n 4\n+5\n', 'cannot be read'],
    [['--- a/g', '+++ b/g', ...GOOD].join('\n'), 'The patch is for "a/g", and path says "f".'],
    [['--- a/f', '+++ b/g', ...GOOD].join('\n'), 'The patch is for "b/g"'],
    [['--- /dev/null', '+++ b/f', '@@ -0,0 +1 @@', '+x'].join('\n'), 'makes or deletes the file'],
    [['--- a/f', '+++ b/f', ...GOOD, '--- a/g', '+++ b/g', ...GOOD].join('\n'), 'more than one file'],
    [
      ['@@ -1,4 +1,4 @@', ' one', ' 2', '-3', '+three', ' 4'].join('\n'),
      'Hunk 1 of the patch does not fit the file. It comes nearest at line 2, but line 1 is another one.',
    ],
    [
      ['@@ -2,3 +2,3 @@', ' 2', '-3', '+three', ' 5'].join('\n'),
      'Hunk 1 of the patch does not fit the file. It comes nearest at line 2, but line 4 is another one.',
    ],
    [
      [...GOOD, '@@ -7,2 +7,1 @@', ' 6', '-seven'].join('\n'),
      'Hunk 2 of the patch does not fit the file. It comes nearest at line 6, but line 7 is another one.',
    ],
  ])('that does not fit (%j) is refused, and the message says why', async (patch, message) => {
    expect(await refusalOf(FILE, { path: 'f', patch })).toMatchObject({
      code: 'TOOL_EXEC_FAILED',
      message: expect.stringContaining(message) as unknown,
    });
  });

  test.each([
    ['with bare hunks', GOOD],
    ['as git writes it', ['diff --git a/f b/f', 'index 1..2 100644', '--- a/f', '+++ b/f', ...GOOD, '']],
    ['with plain file names', ['--- f', '+++ f', ...GOOD, '']],
    ['whose lines have moved', ['@@ -102,3 +102,3 @@', ' 2', '-3', '+three', ' 4']],
  ])('%s is applied', async (_what, lines) => {
    expect(await edited(FILE, patchOf(...lines))).toBe('1$\n2$\nthree$\n4$\n5$\n6$\n7$\n8$\n9$\n');
  });

  test('that takes the last line break away is applied', async () => {
    const lines = ['@@ -2 +2 @@', '-b', '+b', '\\ No newline at end of file'];
    expect(await edited('printf "a\\nb\\n" > f', patchOf(...lines))).toBe('a$\nb');
  });
});
