import { describe, expect, test } from 'vitest';
import { createEventLog } from '../events/event-log.ts';
import { createMemoryJournal, makeEvent, SCOPE } from '../events/journal.fixture.ts';
import { EncodedEnvelopes } from '../protocol/envelope-json.ts';
import type { Envelope } from '../protocol/events.ts';
import { frameEncoder } from './encoder.ts';

const frameOf = (id: unknown, envelope: Envelope, extra: Record<string, unknown> = {}) => ({
  id,
  ...extra,
  result: { type: 'data', id: 'jnl_test.1', data: { id: 'jnl_test.1', data: envelope } },
});

describe('what goes out', () => {
  test('is the same text as plain JSON, for events too', () => {
    const envelope = makeEvent(1);
    for (const frame of [
      frameOf(1, envelope),
      frameOf('a "quoted" id', envelope, { jsonrpc: '2.0' }),
      { id: 1, result: { type: 'started' } },
      { id: 1, result: { type: 'data', data: { id: 'an entity', data: 1 } } },
      { id: null, error: { code: -32600, message: 'x', data: {} } },
    ]) {
      expect(frameEncoder.encode(frame)).toBe(JSON.stringify(frame));
    }
  });

  test('a page of events is the same as plain JSON, with the text of its events as it is', () => {
    const events = [makeEvent(1), makeEvent(2)];
    const spaced = new EncodedEnvelopes(events.map((event) => JSON.stringify(event, null, 1)));
    for (const frame of [
      {
        id: 'a "quoted" id',
        jsonrpc: '2.0',
        result: { type: 'data', data: { events: spaced, lastSeq: 2, nextSeq: 1 } },
      },
      { id: 1, result: { type: 'data', data: { lastSeq: 2, events: spaced, nextSeq: undefined } } },
      { result: { data: { events: spaced } } },
      { id: 1, result: { type: 'data', data: { events: new EncodedEnvelopes([]), lastSeq: 0 } } },
    ]) {
      const text = frameEncoder.encode(frame);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(frame)));
      expect(text).toContain(frame.result.data.events.json);
    }
  });

  test('an event is encoded once, however many read it', async () => {
    const log = createEventLog(createMemoryJournal);
    const stop = new AbortController();
    const readers = Array.from({ length: 50 }, () => log.follow(SCOPE, {}, stop.signal)[Symbol.asyncIterator]());
    let encoded = 0;
    const envelope = {
      ...makeEvent(1),
      toJSON: () => {
        encoded += 1;
        return makeEvent(1);
      },
    };
    log.publish([envelope]);
    const texts = new Set<string>();
    for (const [id, reader] of readers.entries()) {
      const { value } = (await reader.next()) as IteratorYieldResult<Envelope>;
      texts.add(frameEncoder.encode(frameOf(id, value)).replace(`"id":${id},`, ''));
    }
    stop.abort();
    expect({ encoded, texts: texts.size }).toEqual({ encoded: 1, texts: 1 });
  });
});

describe('what comes in', () => {
  test.each(['', '{', '[]'])('%j is no frame', (text) => {
    expect(() => frameEncoder.decode(text)).toThrow(/JSON|no message/);
  });
  test.each(['{"id":1e999}', '[{"id":1},{"id":1.5}]', '{"id":{}}'])(
    '%j names itself by what no answer could name',
    (text) => {
      expect(() => frameEncoder.decode(text)).toThrow('a string or a whole number');
    },
  );
  test('bytes are no frame', () => {
    expect(() => frameEncoder.decode(new TextEncoder().encode('{}'))).toThrow('frames are text');
  });
});
