import Ajv from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_POLICY } from '../domain/policy/policy-service.ts';
import { fileList } from './file-list.ts';
import { createToolRegistry, TOOLS } from './registry.ts';
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

test('the registry has every tool once, in the modes it can serve, and nothing else', () => {
  expect(kit.registry.modes).toEqual(['local']);
  const names = kit.registry.list().map(({ name }) => name);
  expect(names).toHaveLength(TOOLS.length);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(kit.registry.get(name)?.name).toBe(name);
  expect(kit.registry.get('no.such')).toBeUndefined();
});

test('two tools of one name are a mistake that no gateway starts with', () => {
  expect(() => createToolRegistry(kit.ports, [fileList, fileList])).toThrow('two tools are called file.list');
});

test('the default policy names tools that there are, and of those that change something only notes go unasked', () => {
  const { tools } = DEFAULT_POLICY.toolPolicy;
  const names = kit.registry.list().map(({ name }) => name);
  expect(Object.keys(tools).filter((name) => !names.includes(name))).toEqual([]);
  const free = kit.registry.list().filter(({ name, effect }) => effect !== 'read-only' && tools[name] === 'allow');
  expect(free.map(({ name }) => name)).toEqual(['memory.append']);
});

const tools = kit.registry.list().map((tool, index) => ({ tool, examples: TOOLS[index]?.examples ?? [] }));
describe.each(tools.map(({ tool, examples }) => [tool.name, tool, examples] as const))(
  '%s',
  (_name, tool, examples) => {
    test('refuses a field that does not exist, naming it', () => {
      expect(tool.parse({ ...examples[0], invented: 1 })).toMatchObject({
        ok: false,
        message: expect.stringContaining('invented') as unknown,
      });
    });

    test('takes its own examples', () => {
      for (const example of examples) expect(tool.parse(example)).toMatchObject({ ok: true });
    });

    test.each([null, 'text', [], { path: 7, command: 7 }])('refuses the arguments %j with a message', (args) => {
      const parsed = tool.parse(args);
      // file.list can be called without any argument, but not with a number for one.
      expect(parsed).toMatchObject({ ok: false, message: expect.stringMatching(/./) as unknown });
    });

    test('has a JSON Schema that says the same, with a description for every field', () => {
      const validate = new Ajv({ strict: false }).compile(tool.params);
      for (const example of examples) expect([example, validate(example)]).toEqual([example, true]);
      expect(validate({ ...examples[0], invented: 1 })).toBe(false);
      for (const field of Object.values(tool.params.properties as Record<string, unknown>)) {
        expect(field).toHaveProperty('description');
      }
    });

    test('that is already stopped does nothing and says ABORTED', async () => {
      const place = await kit.place();
      const args = examples[0] ?? {};
      const outcome = await tool.run(args, { expected: 'absent' }, contextOf(place, { signal: AbortSignal.abort() }));
      expect(outcome).toMatchObject({ status: 'failed', error: { code: 'ABORTED' } });
      expect(await kit.shell(place, 'ls -A')).toBe('');
    });
  },
);
