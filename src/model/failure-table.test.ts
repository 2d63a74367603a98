/** The table row by row, each kind provoked on a real wire: how often a model is asked, and what its refusal leads to. */
import { expect, test } from 'vitest';
import type { ProtocolError } from '../protocol/errors.ts';
import { FAKE_WIRES } from '../testing/fake-models.ts';
import { answer, type Scene } from '../testing/fake-scenes.ts';
import { FAILURES, type FailureKind, kindOfStatus } from './failure-table.ts';
import { SILENCE_MS, startWireRig, TIMEOUT_MS } from './provider-fixture.ts';

const refused = JSON.stringify({
  error: { message: 'no', type: 'invalid_request_error', code: 'content_policy_violation' },
});

// [kind, scene, attempts, falls back]. Written out: this is what was decided, the table is what does it.
const ROWS: [FailureKind, Scene, number, boolean][] = [
  ['timeout', [], 2, true],
  ['silence', [{ text: 'half' }, 'hang'], 2, true],
  ['unreachable', [], 3, true],
  ['rate_limited', [{ refuse: 'rate_limited' }], 3, true],
  ['server', [{ refuse: 'server' }], 3, true],
  ['broken', [{ text: 'half' }, 'reset'], 3, true],
  ['wrong_form', [{ contentType: 'text/html' }, { raw: '<!doctype html><title>Welcome</title>' }], 3, true],
  ['auth', [{ refuse: 'auth' }], 1, true],
  ['not_found', [{ refuse: 'not_found' }], 1, true],
  ['bad_request', [{ refuse: 'bad_request' }], 1, false],
  ['refused', [{ respond: { status: 400, body: refused } }], 1, false],
];

test('every kind has its row here', () => {
  expect(ROWS.map(([kind]) => kind).toSorted()).toEqual(Object.keys(FAILURES).toSorted());
});

const CASES = FAKE_WIRES.flatMap((wire) => ROWS.map((row) => [wire, ...row] as const));

test.each(CASES)('%s: %s', async (wire, ...[kind, scene, attempts, fallsBack]) => {
  const hanging = Array.from({ length: attempts }, () => Promise.withResolvers<void>());
  const scenes = hanging.map(
    ({ resolve }): Scene => (kind === 'timeout' ? ['hollow', { tell: resolve }, 'hang'] : scene),
  );
  await using rig = await startWireRig(wire, [...scenes, answer('never asked for')]);
  if (kind === 'unreachable') await rig.close();
  const failed = rig.ask().then(
    () => expect.unreachable('the call succeeded'),
    (error: unknown) => error as ProtocolError,
  );
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    // A request that hangs is there before its time runs out; silence begins when what was said has been read.
    if (kind === 'timeout') await hanging[attempt]?.promise.then(() => rig.clock.runOut(TIMEOUT_MS));
    if (kind === 'silence') await rig.clock.runOut(SILENCE_MS);
  }
  expect((await failed).code).toBe(fallsBack ? 'MODEL_UNAVAILABLE' : 'INVALID_REQUEST');
  expect((await failed).cause).toBeUndefined();
  if (kind !== 'unreachable') expect(rig.requests).toHaveLength(attempts);
  expect(rig.clock.waits).toHaveLength(attempts - 1);
});

test.each([
  [400, 'bad_request'],
  [401, 'auth'],
  [402, 'auth'],
  [403, 'auth'],
  [404, 'not_found'],
  [408, 'server'],
  [409, 'server'],
  [413, 'bad_request'],
  [422, 'bad_request'],
  [429, 'rate_limited'],
  [500, 'server'],
  [502, 'server'],
  [503, 'server'],
  [504, 'server'],
  [529, 'server'],
  [307, 'wrong_form'],
] as const)('HTTP %i is %s', (status, kind) => {
  expect(kindOfStatus(status)).toBe(kind);
});
