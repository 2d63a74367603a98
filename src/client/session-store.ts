/**
 * One open session, live: the snapshot, the history, then the stream, folded by seq. A lost connection resumes where it was; a
 * stream that cannot be resumed reads what is missing from the history and goes on, so nothing is shown twice and nothing
 * flickers. It listens while somebody observes it. Framework-free: pages read it with useSyncExternalStore.
 */
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { MethodResult } from '../protocol/methods.ts';
import { toCallFailure } from './call-failure.ts';
import { fold, foldAll } from './fold/fold.ts';
import { emptyTranscript, resumed, seedSession, type Transcript } from './fold/transcript.ts';
import type { GatewayClient } from './gateway-client.ts';
import { createObservable, type Observable, type Schedule, whileObserved } from './observable.ts';

export type SessionView = {
  /** `ready` stays through reconnects and resyncs: what is shown remains shown. */
  status: 'loading' | 'ready' | 'missing' | 'failed';
  transcript: Transcript;
  /** Why loading failed, when it did. */
  error?: ProtocolErrorShape | undefined;
};

export type SessionStore = Observable<SessionView> & {
  /** Loads again after `failed`. */
  reload: () => void;
};

type Options = {
  client: Pick<GatewayClient, 'query' | 'stream'>;
  sessionId: string;
  /** When those who look are told. At once unless said. */
  schedule?: Schedule;
  /** What is known already: only what came after it is read. */
  known?: Transcript;
  /** Told of every event that is folded: once each, in order, whatever happens to the connection. */
  onEvent?: (event: Envelope) => void;
};

const atOnce: Schedule = (callback) => callback();
const RETRY_MAX_MS = 10_000;

export function openSession({ client, sessionId, schedule = atOnce, known, onEvent }: Options): SessionStore {
  const transcript = known ?? emptyTranscript(sessionId);
  const view = createObservable<SessionView>({ status: 'loading', transcript }, schedule);
  let closed = new AbortController();
  let unfollow = (): void => {};
  let retry: ReturnType<typeof setTimeout> | undefined;
  let troubles = 0;

  const load = async (): Promise<void> => {
    const { signal } = closed;
    unfollow();
    try {
      const { transcript, token, events } = await read(client, view.latest().transcript, signal);
      if (signal.aborted) return;
      if (onEvent) for (const event of events) onEvent(event);
      view.set({ status: 'ready', transcript });
      follow(token);
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  };

  const follow = (after: string): void => {
    unfollow = client.stream(
      { sessionId, after },
      {
        onEvent: received,
        onEnd: (failure) => {
          if (failure.refusal?.code === 'NOT_FOUND') failed(failure);
          else again();
        },
      },
    );
  };

  const received = (event: Envelope): void => {
    const { transcript } = view.latest();
    const next = fold(transcript, event);
    if (next === transcript) return;
    if (next.resyncNeeded) return again();
    troubles = 0;
    onEvent?.(event);
    view.set({ status: 'ready', transcript: next });
  };

  /** Reads again: at once the first time, then ever later, so that a gateway in trouble is not stormed. */
  const again = (): void => {
    unfollow();
    clearTimeout(retry);
    const delayMs = troubles === 0 ? 0 : Math.min(500 * 2 ** troubles, RETRY_MAX_MS);
    troubles += 1;
    retry = setTimeout(() => void load(), delayMs);
  };

  const failed = (error: unknown): void => {
    const { refusal } = toCallFailure(error);
    const { transcript, status } = view.latest();
    if (refusal?.code === 'NOT_FOUND') return view.set({ status: 'missing', transcript, error: refusal });
    if (status === 'ready' || refusal?.retryable) return again();
    view.set({ status: 'failed', transcript, error: refusal });
  };

  const open = (): (() => void) => {
    closed = new AbortController();
    void load();
    return () => {
      closed.abort();
      clearTimeout(retry);
      unfollow();
    };
  };

  return {
    ...whileObserved(view, open),
    reload: () => {
      view.set({ status: 'loading', transcript: view.latest().transcript });
      void load();
    },
  };
}

type Read = { transcript: Transcript; token: string; events: Envelope[] };

/** The snapshot first, then the history after what is known: the history then holds at least what the token stands for. */
async function read(client: Options['client'], known: Transcript, signal: AbortSignal): Promise<Read> {
  const { sessionId } = known;
  const snapshot = await client.query('sessions.get', { sessionId }, signal);
  // A journal that is shorter than what is known is another journal: a restored backup. Nothing known holds.
  let transcript = known.seq > snapshot.lastSeq ? emptyTranscript(sessionId) : resumed(known);
  transcript = seedSession(transcript, sessionOf(snapshot));
  const events: Envelope[] = [];
  let afterSeq: number | undefined = transcript.seq;
  while (afterSeq !== undefined) {
    const input = { sessionId, afterSeq, limit: LIMITS.maxHistoryPage };
    const page: MethodResult<'sessions.history'> = await client.query('sessions.history', input, signal);
    transcript = foldAll(transcript, page.events);
    events.push(...page.events);
    afterSeq = page.nextSeq;
  }
  return { transcript, token: snapshot.token, events };
}

/** The session in a snapshot, without what only the snapshot says. */
function sessionOf(snapshot: MethodResult<'sessions.get'>): NonNullable<Transcript['session']> {
  const {
    contextTokens: _contextTokens,
    contextWindow: _contextWindow,
    activeRun: _activeRun,
    queuedRuns: _queuedRuns,
    pendingApprovals: _pendingApprovals,
    costUsd: _costUsd,
    token: _token,
    ...session
  } = snapshot;
  return session;
}
