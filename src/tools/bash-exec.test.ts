import { afterAll, expect, test } from 'vitest';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());
const bash = kit.tool('bash.exec');

test.each([
  ['../..', 'PATH_OUTSIDE_WORKSPACE'],
  ['/etc', 'PATH_OUTSIDE_WORKSPACE'],
  ['link', 'PATH_OUTSIDE_WORKSPACE'],
  ['missing', 'NOT_FOUND'],
  ['file', 'TOOL_EXEC_FAILED'],
])('a command in %j is refused with %s before anybody is asked, and when it is run all the same', async (cwd, code) => {
  const place = await kit.place('touch file; ln -s /etc link');
  await expect(bash.prepare({ command: 'true', cwd }, place)).rejects.toMatchObject({ code });
  const outcome = await bash.run({ command: 'true', cwd }, {}, contextOf(place));
  expect(outcome).toMatchObject({ status: 'failed', error: { code } });
});

test.each([{}, { command: 'true', argv: ['true'] }, { argv: [] }, { command: '' }, { argv: ['echo', 1] }])(
  'arguments %j are refused with a message that a model can mend',
  (args) => {
    expect(bash.parse(args)).toMatchObject({ ok: false, message: expect.stringMatching(/command|argv/) as unknown });
  },
);

test('shell text is no words for a rule to look at, and words are exactly what is run', () => {
  expect(bash.subject({ command: 'git status' })).toEqual({ effect: 'unknown', script: true });
  expect(bash.subject({ argv: ['git', 'status'] })).toEqual({ effect: 'unknown', argv: ['git', 'status'] });
});

test('words reach the program as they are, and are shown as a shell would need them', async () => {
  const place = await kit.place();
  const argv = ['printf', '%s\n', "it's", '$HOME', '*', '', 'a b; c', '漢', '--flag=x'];
  const { display } = await bash.prepare({ argv }, place);
  const script = `printf '%s\n' 'it'\\''s' '$HOME' '*' '' 'a b; c' '漢' --flag=x`;
  expect(display).toMatchObject({ kind: 'command', script, argv });
  const said = `${argv.slice(2).join('\n')}\n`;
  expect(await kit.call('bash.exec', { argv }, { place })).toMatchObject({ status: 'success', output: said });
  // What is shown does the same in a shell.
  expect(await kit.call('bash.exec', { command: script }, { place })).toMatchObject({ output: said });
});

test('a program that is not there fails with exit code 127 and says which', async () => {
  const outcome = await kit.call('bash.exec', { argv: ['no-such-program'] }, { place: await kit.place() });
  expect(outcome).toMatchObject({ status: 'failed', exitCode: 127, error: { code: 'TOOL_EXEC_FAILED' } });
  expect(outcome.output).toContain('no-such-program');
});

test('colours pass through as they were printed', async () => {
  const argv = ['printf', '\\033[31mred\\033[0m\\r\\n'];
  const outcome = await kit.call('bash.exec', { argv }, { place: await kit.place() });
  expect(outcome.output).toBe('\u001b[31mred\u001b[0m\r\n');
});

test('what is shown before is the script, the full directory, the mode and the time limit that will hold', async () => {
  const place = await kit.place('mkdir sub', { toolTimeoutMs: 5_000 });
  const { display, binding } = await bash.prepare({ command: 'echo "hi"', cwd: 'sub', timeoutMs: 9_000 }, place);
  expect({ display, binding }).toEqual({
    display: { kind: 'command', script: 'echo "hi"', cwd: `${place.folder}/sub`, mode: 'local', timeoutMs: 5_000 },
    binding: {},
  });
});

test('the time limit is two minutes unless asked or limited otherwise', async () => {
  const place = await kit.place('true', { toolTimeoutMs: 600_000 });
  const shown = async (args: Record<string, unknown>) =>
    (await bash.prepare({ command: 'true', ...args }, place)).display;
  expect(await shown({})).toMatchObject({ timeoutMs: 120_000 });
  expect(await shown({ timeoutMs: 300_000 })).toMatchObject({ timeoutMs: 300_000 });
  expect(await shown({ timeoutMs: 900_000 })).toMatchObject({ timeoutMs: 600_000 });
});

test('success gives the output and nothing else', async () => {
  const place = await kit.place();
  expect(await kit.call('bash.exec', { command: 'echo hi' }, { place })).toEqual({
    status: 'success',
    output: 'hi\n',
    exitCode: 0,
  });
  expect(await kit.call('bash.exec', { command: 'true' }, { place })).toMatchObject({ output: '[no output]' });
});

test('failure keeps the output and ends with the exit code', async () => {
  const place = await kit.place();
  expect(await kit.call('bash.exec', { command: 'printf no; exit 3' }, { place })).toEqual({
    status: 'failed',
    output: 'no\n[exit code 3]',
    exitCode: 3,
    error: { code: 'TOOL_EXEC_FAILED', message: 'The command ended with exit code 3.' },
  });
});

test('a command over its time is ended and says so after what it printed', async () => {
  const place = await kit.place('true', { toolTimeoutMs: 500 });
  const outcome = await kit.call('bash.exec', { command: 'echo begun; sleep 1000' }, { place });
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'TOOL_EXEC_FAILED' } });
  expect(outcome.output).toBe('begun\n[timed out after 500 ms]');
});

test('a stopped command fails with ABORTED and keeps what it printed', async () => {
  const place = await kit.place();
  const controller = new AbortController();
  const onOutput = () => controller.abort();
  const options = { place, signal: controller.signal, onOutput };
  expect(await kit.call('bash.exec', { command: 'echo begun; sleep 1000' }, options)).toMatchObject({
    status: 'failed',
    output: 'begun\n[stopped]',
    error: { code: 'ABORTED' },
  });
});

test('output beyond the limit of the policy loses its middle, which is counted', async () => {
  const place = await kit.place('true', { outputBytes: 1_024 });
  const outcome = await kit.call('bash.exec', { command: 'seq 1 10000' }, { place });
  expect(outcome.truncatedBytes).toBeGreaterThan(40_000);
  expect(outcome.output).toMatch(/^1\n2\n[\s\S]*bytes left out[\s\S]*\n10000\n$/);
});

test('output comes live', async () => {
  const place = await kit.place();
  const chunks: unknown[] = [];
  await kit.call('bash.exec', { command: 'printf hi' }, { place, onOutput: (chunk) => chunks.push(chunk) });
  expect(chunks).toEqual([{ stream: 'stdout', offset: 0, delta: 'hi' }]);
});
