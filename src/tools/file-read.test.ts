import { afterAll, expect, test } from 'vitest';
import { makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const read = async (script: string, args: Record<string, unknown>) =>
  kit.call('file.read', args, { place: await kit.place(script) });

test.each([
  ['../token', 'PATH_OUTSIDE_WORKSPACE'],
  ['link', 'PATH_OUTSIDE_WORKSPACE'],
  ['missing', 'NOT_FOUND'],
  ['.', 'TOOL_EXEC_FAILED'],
])('reading %j is a failed outcome with %s', async (path, code) => {
  const outcome = await read('ln -s /etc/passwd link', { path });
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
  expect(outcome.output).toContain(JSON.stringify(path));
});

test('a part longer than 256 KiB cannot be asked for', () => {
  expect(kit.tool('file.read').parse({ path: 'a', maxBytes: 256 * 1024 + 1 })).toMatchObject({ ok: false });
});

test('a short file comes as it is, an empty one is said to be', async () => {
  expect(await read('printf "a\\nb" > f', { path: 'f' })).toEqual({ status: 'success', output: 'a\nb' });
  expect((await read('touch f', { path: 'f' })).output).toBe('[empty file]');
});

test('a long file comes in parts between characters, which together are the file', async () => {
  const place = await kit.place('for i in {1..100}; do printf "漢字%s\\n" $i; done > f');
  const parts: string[] = [];
  let next: number | undefined = 0;
  while (next !== undefined) {
    const { output } = await kit.call('file.read', { path: 'f', offset: next, maxBytes: 100 }, { place });
    const said: RegExpExecArray | null =
      /\n?\[bytes (\d+) to (\d+) of 892(?:; read on with offset (\d+)|; this is the end)\]$/.exec(output);
    expect(said?.[1]).toBe(String(next));
    parts.push(output.slice(0, said?.index));
    next = said?.[3] === undefined ? undefined : Number(said[3]);
  }
  expect(parts.length).toBeGreaterThan(8);
  // The line break before our line may be the file's own or ours.
  expect(parts.join('').replaceAll('\n', '')).toBe((await kit.shell(place, 'cat f')).replaceAll('\n', ''));
});

test('an offset inside a character goes on with the next one, one past the end says where the end is', async () => {
  const place = await kit.place('printf 漢字 > f');
  const from = async (offset: number) => (await kit.call('file.read', { path: 'f', offset }, { place })).output;
  expect(await from(1)).toBe('字\n[bytes 3 to 6 of 6; this is the end]');
  expect(await from(6)).toBe('[the file ends at byte 6; nothing from offset 6]');
});

test.each([String.raw`printf 'a\0b' > f`, String.raw`printf 'a\xff\xfeb' > f`])(
  'binary content (%s) is described, not shown',
  async (script) => {
    expect((await read(script, { path: 'f' })).output).toMatch(/^\[binary file, \d bytes, sha256 [0-9a-f]{64}\]$/);
  },
);

test("the policy's output limit caps a part", async () => {
  const place = await kit.place('seq 1 10000 > f', { outputBytes: 1_024 });
  const { output } = await kit.call('file.read', { path: 'f' }, { place });
  expect(output).toContain('[bytes 0 to 1024 of 48894; read on with offset 1024]');
});

test('the call is shown by the path', async () => {
  const place = await kit.place();
  expect(await kit.tool('file.read').prepare({ path: 'a/b' }, place)).toEqual({
    display: { kind: 'call', summary: 'Read a/b', cwd: place.folder, mode: 'local' },
    binding: {},
  });
});
