/**
 * Who wants to know that something changed, by the names of events, over one stream for the whole page. It says when to look
 * again and nothing of what there is: deltas are left out, and so nobody is woken by streaming text.
 */
import type { GatewayClient } from '../client/gateway-client.ts';
import type { EventName } from '../protocol/events.ts';

export const CHANGE_EVENTS = [
  'agent.accepted',
  'agent.tool_call',
  'agent.completed',
  'agent.failed',
  'runtime.mode_changed',
  'session.updated',
  'approval.required',
  'approval.resolved',
] as const satisfies readonly EventName[];
export type ChangeEvent = (typeof CHANGE_EVENTS)[number];

export type ChangeFeed = {
  /** Calls `changed` after each of the events, and after every (re)connect, when some may have been missed. */
  follow: (events: readonly ChangeEvent[], changed: () => void) => () => void;
};

const RETRY_MS = 2_000;

export function createChangeFeed(client: Pick<GatewayClient, 'stream'>): ChangeFeed {
  const followers = new Set<{ events: ReadonlySet<string>; changed: () => void }>();
  let retry: ReturnType<typeof setTimeout> | undefined;
  let unfollow = (): void => {};

  const open = (): void => {
    unfollow = client.stream(
      { events: [...CHANGE_EVENTS] },
      {
        onStarted: () => {
          for (const { changed } of followers) changed();
        },
        onEvent: ({ event }) => {
          for (const { events, changed } of followers) if (events.has(event)) changed();
        },
        onEnd: () => {
          unfollow();
          retry = setTimeout(open, RETRY_MS);
        },
      },
    );
  };
  const close = (): void => {
    clearTimeout(retry);
    unfollow();
  };

  return {
    follow: (events, changed) => {
      const follower = { events: new Set<string>(events), changed };
      followers.add(follower);
      if (followers.size === 1) open();
      return () => {
        if (followers.delete(follower) && followers.size === 0) close();
      };
    },
  };
}
