import { afterAll, expect, test } from 'vitest';
import { makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const list = async (script: string, args: Record<string, unknown> = {}) =>
  kit.call('file.list', args, { place: await kit.place(script) });

test.each([
  ['..', 'PATH_OUTSIDE_WORKSPACE'],
  ['link', 'PATH_OUTSIDE_WORKSPACE'],
  ['missing', 'NOT_FOUND'],
  ['file', 'TOOL_EXEC_FAILED'],
])('listing %j is a failed outcome with %s', async (path, code) => {
  const outcome = await list('touch file; ln -s /etc link', { path });
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
});

test('the folder itself is listed by default, one entry a line with its kind', async () => {
  const { output } = await list('mkdir dir; printf 12345 > file; ln -s dir link; mkfifo pipe');
  expect(output).toBe('dir/\nfile\t5\nlink@\npipe?');
});

test('an empty directory is said to be empty', async () => {
  expect(await list('mkdir dir', { path: 'dir' })).toEqual({ status: 'success', output: '[empty directory]' });
});

test('a name with a line break stays one line', async () => {
  expect((await list(`touch $'two\\nlines'`)).output).toBe('"two\\nlines"\t0');
});

test('of more than a thousand entries the first are shown and all are counted', async () => {
  const lines = (await list('touch {0001..1200}')).output.split('\n');
  expect([lines.length, lines[0], lines[999], lines[1000]]).toEqual([
    1001,
    '0001\t0',
    '1000\t0',
    '[the first 1000 of 1200 entries]',
  ]);
});
