import Ajv from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { contextOf, makeToolKit } from './tool-kit.fixture.ts';

const kit = makeToolKit();
afterAll(() => kit.close());

test('a call in a mode without an executor is refused with SANDBOX_UNAVAILABLE and never runs on the host', async () => {
  const place = { ...(await kit.place()), mode: 'cloud' as const };
  const args = { command: 'touch ran', cwd: '.' };
  await expect(kit.tool('bash.exec').prepare(args, place)).rejects.toMatchObject({ code: 'SANDBOX_UNAVAILABLE' });
  const outcome = await kit.tool('bash.exec').run(args, {}, contextOf(place));
  expect(outcome).toMatchObject({ status: 'failed', error: { code: 'SANDBOX_UNAVAILABLE' } });
  expect(await kit.shell(place, 'ls -A')).toBe('');
});

test('the registry has the tools of this gateway, with their risk and effect, in the modes it can serve', () => {
  expect(kit.registry.modes).toEqual(['local']);
  expect(kit.registry.list().map(({ name, risk, effect }) => [name, risk, effect])).toEqual([
    ['bash.exec', 'high', 'unknown'],
    ['file.read', 'low', 'read-only'],
    ['file.list', 'low', 'read-only'],
    ['file.search', 'low', 'read-only'],
    ['file.write', 'medium', 'compare-and-set'],
    ['file.edit', 'medium', 'compare-and-set'],
    ['http.request', 'medium', 'unknown'],
    ['memory.get', 'low', 'read-only'],
    ['memory.search', 'low', 'read-only'],
    ['memory.append', 'low', 'compare-and-set'],
  ]);
  expect(kit.registry.get('no.such')).toBeUndefined();
});

describe.each(kit.registry.list().map((tool) => [tool.name, tool] as const))('%s', (_name, tool) => {
  test('refuses a field that does not exist, naming it', () => {
    expect(tool.parse({ ...valid[tool.name], invented: 1 })).toMatchObject({
      ok: false,
      message: expect.stringContaining('invented') as unknown,
    });
  });

  test.each([null, 'text', [], { path: 7, command: 7 }])('refuses the arguments %j with a message', (args) => {
    const parsed = tool.parse(args);
    // file.list can be called without any argument, but not with a number for one.
    expect(parsed).toMatchObject({ ok: false, message: expect.stringMatching(/./) as unknown });
  });

  test('has a JSON Schema that says the same, with a description for every field', () => {
    const validate = new Ajv({ strict: false }).compile(tool.params);
    expect(validate(valid[tool.name])).toBe(true);
    expect(validate({ ...valid[tool.name], invented: 1 })).toBe(false);
    for (const field of Object.values(tool.params.properties as Record<string, unknown>)) {
      expect(field).toHaveProperty('description');
    }
  });

  test('that is already stopped does nothing and says ABORTED', async () => {
    const place = await kit.place();
    const args = valid[tool.name] ?? {};
    const outcome = await tool.run(args, { expected: 'absent' }, contextOf(place, { signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'ABORTED' } });
    expect(await kit.shell(place, 'ls -A')).toBe('');
  });
});

const valid: Record<string, Record<string, unknown>> = {
  'bash.exec': { command: 'touch ran' },
  'file.read': { path: 'a' },
  'file.list': { path: 'a' },
  'file.search': { pattern: 'a' },
  'file.write': { path: 'a', content: 'text' },
  'http.request': { url: 'https://site.example/' },
  'memory.get': { path: 'MEMORY.md' },
  'memory.search': { query: 'a' },
  'memory.append': { text: 'text' },
  'file.edit': { path: 'a', edits: [{ oldText: 'a', newText: 'b' }] },
};
