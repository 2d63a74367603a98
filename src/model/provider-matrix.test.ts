/**
 * Issue 3, "Provider matrix": each kind of failure × each provider × before the first token, during the answer, and after its
 * last token. The expectations stand here in full, not derived from the table that they check.
 */
import { expect, test } from 'vitest';
import type { ModelPart } from '../domain/run/model-port.ts';
import type { ProtocolError } from '../protocol/errors.ts';
import { FAKE_WIRES, type FakeWire } from '../testing/fake-models.ts';
import { type Act, answer, type Scene } from '../testing/fake-scenes.ts';
import { foldText, KEY, startWireRig, type WireRig } from './provider-fixture.ts';

const KINDS = ['timeout', 'rate_limited', 'server', 'auth'] as const;
const STAGES = ['before the first token', 'during the answer', 'after the last token'] as const;
type Kind = (typeof KINDS)[number];
type Stage = (typeof STAGES)[number];

const ATTEMPTS = { timeout: 2, rate_limited: 3, server: 3, auth: 1 };
/** Pauses between attempts: 500 ms doubled, each × 0.75, the middle of the jitter. */
const PAUSES = { timeout: [375], rate_limited: [375, 750], server: [375, 750], auth: [] };

function reasonOf(kind: Kind, stage: Stage): RegExp {
  switch (kind) {
    case 'timeout':
      return stage === 'before the first token' ? /did not begin to answer within 300 s/ : /was silent for 120 s/;
    case 'rate_limited':
      return /is refusing more requests for now( \(HTTP 429\))?: fake rate_limited/;
    case 'server':
      return /had an error on its side( \(HTTP 5\d\d\))?: fake server/;
    case 'auth':
      return /did not accept the key( \(HTTP 401\))?$/;
  }
}

/** Pieces of text that are said before it fails. */
const SAID = {
  'before the first token': [],
  'during the answer': ['bad '],
  'after the last token': ['bad ', 'answer'],
};

/** Resolved per attempt: the server has said all that it will say; the reader has read it and waits for more. */
type Moments = { said: PromiseWithResolvers<void>; read: PromiseWithResolvers<void> };

function failing(kind: Kind, stage: Stage, moments: Moments): Scene {
  const hangs: Act[] = [{ tell: moments.said.resolve }, 'keep-alive', 'hang'];
  if (stage === 'before the first token') return kind === 'timeout' ? ['hollow', ...hangs] : [{ refuse: kind }];
  const said = SAID[stage].map((text) => ({ text }));
  const call: Act[] =
    stage === 'during the answer' ? [] : [{ toolCall: { name: 'bash.exec', args: { command: 'rm' } } }];
  return ['hollow', ...said, ...call, ...(kind === 'timeout' ? hangs : [{ error: kind }])];
}

type Reading = { parts: ModelPart[]; error: ProtocolError | undefined };

/** Plays a failing scene for as many attempts as given, and then what is given. */
async function play(
  [kind, wire, stage]: Row,
  { failures, last }: { failures: number; last: Scene },
): Promise<Reading & { rig: WireRig }> {
  const attempts = Array.from({ length: failures }, (): Moments => {
    return { said: Promise.withResolvers(), read: Promise.withResolvers() };
  });
  const scenes = attempts.map((moments) => failing(kind, stage, moments));
  const rig = await startWireRig(wire, [...scenes, last]);
  const reading = read(rig, stage, attempts);
  if (kind === 'timeout') {
    for (const { said, read } of attempts) {
      await Promise.all([said.promise, read.promise]);
      await rig.clock.runOut();
    }
  }
  return { ...(await reading), rig };
}

async function read(rig: WireRig, stage: Stage, attempts: readonly Moments[]): Promise<Reading> {
  const parts: ModelPart[] = [];
  const iterator = rig.call()[Symbol.asyncIterator]();
  const expected = SAID[stage].length;
  if (expected === 0) for (const { read } of attempts) read.resolve();
  let attempt = 0;
  let deltas = 0;
  try {
    for (;;) {
      const next = iterator.next();
      if (deltas === expected) attempts[attempt]?.read.resolve();
      const { done, value } = await next;
      if (done) return { parts, error: undefined };
      parts.push(value);
      if (value.type === 'restart') [attempt, deltas] = [attempt + 1, 0];
      if (value.type === 'text') deltas += 1;
    }
  } catch (error) {
    return { parts, error: error as ProtocolError };
  }
}

type Row = [Kind, FakeWire, Stage];
const ROWS = KINDS.flatMap((kind) => FAKE_WIRES.flatMap((wire) => STAGES.map((stage): Row => [kind, wire, stage])));
const texts = (stage: Stage): ModelPart[] => SAID[stage].map((delta) => ({ type: 'text', delta }));

test('the matrix has 36 rows', () => expect(ROWS).toHaveLength(36));

test.each(ROWS)('%s × %s × %s, every time: given up after the right number of attempts', async (...row) => {
  const [kind, , stage] = row;
  const { parts, error, rig } = await play(row, { failures: ATTEMPTS[kind], last: answer('never asked for') });
  await using _server = rig;
  expect(rig.requests).toHaveLength(ATTEMPTS[kind]);
  expect(rig.clock.waits).toEqual(PAUSES[kind]);
  expect(error?.code).toBe('MODEL_UNAVAILABLE');
  const tries = ATTEMPTS[kind] > 1 ? `, after ${ATTEMPTS[kind]} attempts` : '';
  expect(error?.message.startsWith('x/m ')).toBe(true);
  expect(error?.message.endsWith(tries)).toBe(true);
  expect(error?.message.slice('x/m '.length, error.message.length - tries.length)).toMatch(reasonOf(kind, stage));
  expect(error?.message).not.toContain(KEY);
  // The caller voids the last attempt's text; those before it were voided here. The call of a tool never came out.
  const expected = Array.from({ length: ATTEMPTS[kind] }, () => texts(stage));
  const restart = { type: 'restart', reason: expect.stringMatching(reasonOf(kind, stage)) };
  expect(parts).toEqual(expected.flatMap((each, index) => (index > 0 && each.length > 0 ? [restart, ...each] : each)));
});

test.each(ROWS.filter(([kind]) => ATTEMPTS[kind] > 1))(
  '%s × %s × %s, once: what the next attempt says is all that stays',
  async (...row) => {
    const { parts, error, rig } = await play(row, { failures: 1, last: answer('good') });
    await using _server = rig;
    expect(error).toBeUndefined();
    expect(rig.requests).toHaveLength(2);
    expect(foldText(parts)).toBe('good');
    expect(parts.filter(({ type }) => type === 'restart')).toHaveLength(row[2] === 'before the first token' ? 0 : 1);
    expect(parts.filter(({ type }) => type === 'tool_call')).toEqual([]);
    expect(parts.at(-1)).toEqual({ type: 'finish', usage: { inputTokens: 10, outputTokens: 5 }, reason: 'stop' });
  },
);
