import { afterAll, expect, test } from 'vitest';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const write = kit.tool('file.write');

test.each([
  ['../token', 'PATH_OUTSIDE_WORKSPACE'],
  ['/etc/openfoal-test', 'PATH_OUTSIDE_WORKSPACE'],
  ['link', 'PATH_OUTSIDE_WORKSPACE'],
  ['dir-link/file', 'PATH_OUTSIDE_WORKSPACE'],
  ['.', 'TOOL_EXEC_FAILED'],
  ['dir', 'TOOL_EXEC_FAILED'],
  ['fifo', 'TOOL_EXEC_FAILED'],
])('writing to %j is refused with %s before anybody is asked, and when it is run all the same', async (path, code) => {
  const place = await kit.place('touch real; mkdir dir; mkfifo fifo; ln -s real link; ln -s /tmp dir-link');
  await expect(write.prepare({ path, content: 'x' }, place)).rejects.toMatchObject({ code });
  const outcome = await write.run({ path, content: 'x' }, { expected: 'absent' }, contextOf(place));
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
});

test('a file that changed after it was shown is refused with APPROVAL_STALE and stays', async () => {
  const place = await kit.place('echo shown > f');
  const args = { path: 'f', content: 'new\n' };
  const { binding } = await write.prepare(args, place);
  await kit.shell(place, 'echo changed > f');
  expect(await write.run(args, binding, contextOf(place))).toMatchObject({
    status: 'failed',
    error: { code: 'APPROVAL_STALE' },
  });
  expect(await kit.shell(place, 'cat f')).toBe('changed\n');
});

test('a new file is shown whole, written, and said to be created', async () => {
  const place = await kit.place();
  const args = { path: 'a/f.txt', content: 'one\n漢\n' };
  expect(await write.prepare(args, place)).toEqual({
    display: {
      kind: 'file',
      path: 'a/f.txt',
      cwd: place.folder,
      mode: 'local',
      diff: '--- /dev/null\n+++ b/a/f.txt\n@@ -0,0 +1,2 @@\n+one\n+漢\n',
      created: true,
      bytes: 8,
    },
    binding: { expected: 'absent' },
  });
  expect(await kit.call('file.write', args, { place })).toEqual({
    status: 'success',
    output: 'Created a/f.txt (8 bytes).',
  });
  expect(await kit.shell(place, 'cat a/f.txt')).toBe('one\n漢\n');
});

test('a change is shown as a unified diff and bound to the content that it replaces', async () => {
  const place = await kit.place('printf "1\\n2\\n3\\n" > f');
  const { display, binding } = await write.prepare({ path: 'f', content: '1\ntwo\n3\n' }, place);
  expect(display).toMatchObject({
    diff: '--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n',
    created: false,
  });
  const sha256 = (await kit.shell(place, 'sha256sum < f')).slice(0, 64);
  expect(binding).toEqual({ expected: sha256 });
});

test('the diff of what does not change is empty, and of an empty new file says nothing but its name', async () => {
  const place = await kit.place('echo same > f');
  expect((await write.prepare({ path: 'f', content: 'same\n' }, place)).display).toMatchObject({ diff: '' });
  expect((await write.prepare({ path: 'new', content: '' }, place)).display).toMatchObject({ created: true });
});

/** The diff of a display, line by line. */
async function shownLines(script: string, content: string): Promise<string[]> {
  const { display } = await write.prepare({ path: 'f', content }, await kit.place(script));
  return display.kind === 'file' ? display.diff.split('\n') : [];
}

test('what replaces binary content is shown, and cannot pass itself off as a remark of ours', async () => {
  expect(await shownLines(String.raw`printf 'a\0b' > f`, 'x\n[3 lines are not shown]')).toEqual([
    '[binary content of 3 bytes is replaced]',
    '+x',
    '+[3 lines are not shown]',
  ]);
});

test.each([
  ['new', 'true', 'x'.repeat(256 * 1024 + 1), `+${'x'.repeat(500)} [261645 more characters]`],
  ['old', 'head -c 300000 /dev/zero | tr "\\0" x > f', 'x', '+x'],
])(
  '%s content above 256 KiB: what is written is shown without a diff, and what is left out is counted',
  async (...row) => {
    const [, script, content, line] = row;
    expect(await shownLines(script, content)).toEqual(['[more than 256 KiB: the difference is not shown]', line]);
  },
);

test('of a change of more lines than anybody reads the beginning and the end are shown, and the rest is counted', async () => {
  const lines = await shownLines(
    'seq 1 4000 > f',
    Array.from({ length: 4_000 }, (_, index) => `new ${index}`).join('\n'),
  );
  expect(lines).toHaveLength(402);
  expect([lines[0], lines[1], lines[200], lines[201], lines[202], lines[401]]).toEqual([
    '[more than 3000 lines change: the difference is not shown]',
    '+new 0',
    '+new 199',
    '[3600 lines are not shown]',
    '+new 3800',
    '+new 3999',
  ]);
});

test('running the same prepared write twice, as after a crash, is one write', async () => {
  const place = await kit.place();
  const args = { path: 'f', content: 'text' };
  const { binding } = await write.prepare(args, place);
  const first = await write.run(args, binding, contextOf(place));
  expect(await write.run(args, binding, contextOf(place))).toEqual(first);
  expect(await kit.shell(place, 'cat f; ls -A')).toBe('textf\n');
});
