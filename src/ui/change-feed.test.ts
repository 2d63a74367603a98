import { afterEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../client/call-failure.ts';
import type { GatewayClient, StreamHandlers } from '../client/gateway-client.ts';
import type { Envelope } from '../protocol/events.ts';
import { CHANGE_EVENTS, createChangeFeed } from './change-feed.ts';

/** A client whose streams the test speaks for. */
function fakeStreams() {
  const open: StreamHandlers[] = [];
  const asked: unknown[] = [];
  const stream: GatewayClient['stream'] = (params, handlers) => {
    asked.push(params);
    open.push(handlers);
    return () => {
      const at = open.indexOf(handlers);
      if (at >= 0) open.splice(at, 1);
    };
  };
  // What a follower is told hangs on the name alone.
  const tell = (event: string): void => {
    for (const { onEvent } of open) onEvent({ event } as Envelope);
  };
  return { client: { stream }, open, asked, tell };
}

afterEach(() => {
  vi.useRealTimers();
});

test('nobody follows: no stream; many follow: one stream, which ends with the last of them', () => {
  const { client, open, asked } = fakeStreams();
  const feed = createChangeFeed(client);
  expect(open).toHaveLength(0);
  const one = feed.follow(['session.updated'], () => {});
  const other = feed.follow(['approval.required'], () => {});
  expect(asked).toEqual([{ events: [...CHANGE_EVENTS] }]);
  one();
  one();
  expect(open).toHaveLength(1);
  other();
  expect(open).toHaveLength(0);
});

test('a follower is told of its events only, and of every new beginning of the stream', () => {
  const { client, open, tell } = fakeStreams();
  const feed = createChangeFeed(client);
  const changed = vi.fn<() => void>();
  feed.follow(['approval.required', 'approval.resolved'], changed);
  tell('session.updated');
  expect(changed).not.toHaveBeenCalled();
  tell('approval.resolved');
  expect(changed).toHaveBeenCalledTimes(1);
  open[0]?.onStarted?.();
  expect(changed).toHaveBeenCalledTimes(2);
});

test('a stream that the gateway ended is opened again, for as long as somebody follows', () => {
  vi.useFakeTimers();
  const { client, open, asked } = fakeStreams();
  const unfollow = createChangeFeed(client).follow(['session.updated'], () => {});
  open[0]?.onEnd(new CallFailure('over'));
  expect(open).toHaveLength(0);
  vi.advanceTimersByTime(2_000);
  expect(open).toHaveLength(1);
  open[0]?.onEnd(new CallFailure('over'));
  unfollow();
  vi.advanceTimersByTime(10_000);
  expect(asked).toHaveLength(2);
});
