import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES, ERRORS, ProtocolError } from './errors.ts';
import { EVENT_NAMES } from './events.ts';
import { buildJsonSchema } from './json-schema.ts';
import { METHOD_NAMES, METHODS } from './methods.ts';
import { formatSessionKey, parseSessionKey } from './session-key.ts';
import { speaksProtocol } from './version.ts';

test('a session key that is not canonical is INVALID_REQUEST', () => {
  const refused = [
    '',
    'main',
    'workspace:w/agent:a',
    'workspace:w/agent:a/main/',
    'workspace:w/agent:a/other',
    'workspace:w/agent:a/dm:web',
    'workspace:/agent:a/main',
    'workspace:w/agent:../main',
    'workspace:w/agent:a/main:thread:',
    'workspace:w/agent:a/main:thread:x y',
    'workspace:w/agent:a/main\n',
  ];
  for (const key of refused) {
    expect(() => parseSessionKey(key), key).toThrow(expect.objectContaining({ code: 'INVALID_REQUEST' }));
  }
});

test('every canonical session key survives being read and written', () => {
  for (const key of [
    'workspace:w_default/agent:main/main',
    'workspace:w/agent:a/main:thread:ses_01',
    'workspace:w/agent:a/dm:webchat:u1',
    'workspace:w/agent:a/group:webchat:g.1:thread:t',
  ]) {
    expect(formatSessionKey(parseSessionKey(key))).toBe(key);
  }
});

test('only clients of the same major version are served', () => {
  expect(['1.0.0', '1.9.3'].map(speaksProtocol)).toEqual([true, true]);
  expect(['2.0.0', '0.9.0', '1', '1.0', 'x', '', '10.0.0'].map(speaksProtocol)).toEqual(Array(7).fill(false));
});

test('the codes that may be tried again with the same key are exactly those of the protocol', () => {
  expect(ERROR_CODES.filter((code) => ERRORS[code].retryable)).toEqual([
    'SESSION_BUSY',
    'RATE_LIMITED',
    'MODEL_UNAVAILABLE',
    'SANDBOX_UNAVAILABLE',
    'STORAGE_FULL',
    'STORAGE_UNAVAILABLE',
  ]);
});

test('an error object never carries its cause', () => {
  const error = new ProtocolError('STORAGE_FULL', undefined, { cause: new Error('secret detail') });
  expect(JSON.stringify(error.toShape('t'))).not.toContain('secret detail');
});

test('every mutation requires an idempotency key of 1 to 128 printable characters, and no query takes one', () => {
  for (const name of METHOD_NAMES) {
    const { kind, params } = METHODS[name];
    const shape = (params as unknown as { shape: Record<string, { safeParse(v: unknown): { success: boolean } }> })
      .shape;
    const key = shape.idempotencyKey;
    expect(key !== undefined, name).toBe(kind === 'mutation');
    if (!key) continue;
    expect(['k', 'x'.repeat(128)].map((v) => key.safeParse(v).success)).toEqual([true, true]);
    expect(
      [undefined, '', 'x'.repeat(129), 'a\n', 'ü'].map((v) => key.safeParse(v).success),
      name,
    ).toEqual(Array(5).fill(false));
  }
});

test('the JSON Schema has every method, event and frame, refers to nothing outside itself, and is open where results are', () => {
  const schema = buildJsonSchema();
  const defs = schema.$defs as Record<string, { additionalProperties?: unknown }>;
  for (const name of METHOD_NAMES) {
    expect(defs[`method:${name}:params`]?.additionalProperties, name).toBe(false);
    expect(defs[`method:${name}:result`]?.additionalProperties, name).toBeUndefined();
  }
  for (const name of EVENT_NAMES) expect(defs[`event:${name}`]).toBeDefined();
  const text = JSON.stringify(schema);
  for (const [, ref] of text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g)) expect(Object.keys(defs)).toContain(ref);
});

test('the published schema is the one in code', () => {
  const published: unknown = JSON.parse(readFileSync('public/schema/openfoal-1.0.json', 'utf8'));
  expect(published).toEqual(JSON.parse(JSON.stringify(buildJsonSchema())));
});
