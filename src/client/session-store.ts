/**
 * One open session, live: the snapshot, the history, then the stream, folded by seq. A lost connection resumes where it was; a
 * stream that cannot be resumed reads what is missing from the history and goes on, so nothing is shown twice and nothing
 * flickers. Of a long session the newest page is enough to begin with, and older ones are put in front of it when they are
 * asked for. It listens while somebody observes it. Framework-free: pages read it with useSyncExternalStore.
 */

import type { Approval, Run } from '../protocol/entities.ts';
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import type { Envelope } from '../protocol/events.ts';
import { LIMITS } from '../protocol/limits.ts';
import type { MethodResult } from '../protocol/methods.ts';
import { toCallFailure } from './call-failure.ts';
import { emptyTranscript, type RunView, resumed, seedSession, type Transcript } from './fold/transcript.ts';
import { closedWindow, type JournalWindow, openWindow, type Seeds } from './fold/window.ts';
import type { GatewayClient } from './gateway-client.ts';
import { createObservable, type Observable, type Schedule, whileObserved } from './observable.ts';

export type SessionView = {
  /** `ready` stays through reconnects and resyncs: what is shown remains shown. */
  status: 'loading' | 'ready' | 'missing' | 'failed';
  transcript: Transcript;
  /** What there is before `transcript.fromSeq`: nothing, more to read, more on its way, or more that could not be read. */
  older: 'none' | 'more' | 'reading' | 'failed';
  /** Why loading failed, when it did. */
  error?: ProtocolErrorShape | undefined;
};

export type SessionStore = Observable<SessionView> & {
  /** Loads again after `failed`. */
  reload: () => void;
  /** Reads one more page of what is older, or as many as it takes to have `seq`. One reading at a time. */
  readOlder: (seq?: number) => Promise<void>;
};

type Options = {
  client: Pick<GatewayClient, 'query' | 'stream'>;
  sessionId: string;
  /** When those who look are told. At once unless said. */
  schedule?: Schedule;
  /** What is known already: only what came after it is read. */
  known?: Transcript;
  /** Opens with the newest events only, in pages of so many. All of the session unless said. */
  pageSize?: number;
  /** With `pageSize`: reads back to here before anything is shown. */
  fromSeq?: number | undefined;
  /** Told of every event that is folded: once each, in order, whatever happens to the connection. Not with `pageSize`. */
  onEvent?: (event: Envelope) => void;
};

const atOnce: Schedule = (callback) => callback();
const RETRY_MAX_MS = 10_000;
/** So many pages are read at the most until there is something whole to show: one message can be longer than a page. */
const MAX_FIRST_PAGES = 10;

export function openSession(options: Options): SessionStore {
  const { client, sessionId, schedule = atOnce, known, pageSize, fromSeq, onEvent } = options;
  const first = known ?? emptyTranscript(sessionId);
  const view = createObservable<SessionView>({ status: 'loading', transcript: first, older: 'none' }, schedule);
  let part: JournalWindow | undefined = pageSize === undefined || known ? closedWindow(first) : undefined;
  let closed = new AbortController();
  let unfollow = (): void => {};
  let retry: ReturnType<typeof setTimeout> | undefined;
  let troubles = 0;
  let readingOlder = false;

  const load = async (): Promise<void> => {
    const { signal } = closed;
    unfollow();
    try {
      const token = part ? await catchUp(part, signal) : await openNewest(pageSize ?? LIMITS.maxHistoryPage, signal);
      if (token !== undefined && !signal.aborted) follow(token);
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
  };

  /** The snapshot first, then the history after what is known: the history then holds at least what the token stands for. */
  const catchUp = async (current: JournalWindow, signal: AbortSignal): Promise<string | undefined> => {
    const snapshot = await client.query('sessions.get', { sessionId }, signal);
    // A journal that is shorter than what is known is another journal: a restored backup. Nothing known holds.
    const isAnother = current.transcript().seq > snapshot.lastSeq;
    if (isAnother && pageSize !== undefined) return openNewest(pageSize, signal);
    const next = isAnother ? closedWindow(emptyTranscript(sessionId)) : current;
    const events = await readAfter(client, { sessionId, afterSeq: next.transcript().seq }, signal);
    if (signal.aborted) return undefined;
    part = next;
    next.resume(seedSession(resumed(next.transcript()), sessionOf(snapshot)));
    for (const event of events) {
      next.append(event);
      onEvent?.(event);
    }
    show(next.transcript());
    return snapshot.token;
  };

  /** The newest page and the snapshot at once. What happened between the two is read after it. */
  const openNewest = async (limit: number, signal: AbortSignal): Promise<string | undefined> => {
    const [snapshot, newest] = await Promise.all([
      client.query('sessions.get', { sessionId }, signal),
      client.query('sessions.history', { sessionId, beforeSeq: Number.MAX_SAFE_INTEGER, limit }, signal),
    ]);
    const afterSeq = newest.events.at(-1)?.seq ?? 0;
    const between = afterSeq < snapshot.lastSeq ? await readAfter(client, { sessionId, afterSeq }, signal) : [];
    const opened = openWindow(seedsOf(snapshot), [...newest.events, ...between]);
    for (let pages = 1; pages < MAX_FIRST_PAGES && wantsMore(opened.transcript(), snapshot.queuedRuns); pages += 1) {
      opened.prepend(await readBack(opened.transcript(), undefined, signal));
    }
    if (fromSeq !== undefined && fromSeq < opened.transcript().fromSeq) {
      opened.prepend(await readBack(opened.transcript(), fromSeq, signal));
    }
    if (signal.aborted) return undefined;
    part = opened;
    show(opened.transcript());
    return snapshot.token;
  };

  /** The page before the transcript, or all pages until `toSeq` is among them. */
  const readBack = async (
    { fromSeq: begin }: Transcript,
    toSeq: number | undefined,
    signal: AbortSignal,
  ): Promise<Envelope[]> => {
    const pages: Envelope[][] = [];
    let beforeSeq: number | undefined = begin;
    do {
      const limit = toSeq === undefined ? (pageSize ?? LIMITS.maxHistoryPage) : LIMITS.maxHistoryPage;
      const page: MethodResult<'sessions.history'> = await client.query(
        'sessions.history',
        { sessionId, beforeSeq, limit },
        signal,
      );
      pages.unshift(page.events);
      beforeSeq = page.nextSeq;
    } while (beforeSeq !== undefined && toSeq !== undefined && toSeq < beforeSeq);
    return pages.flat();
  };

  const readOlder = async (seq?: number): Promise<void> => {
    const { signal } = closed;
    const current = part;
    if (readingOlder || !current || current.transcript().fromSeq <= Math.max(seq ?? 1, 1)) return;
    readingOlder = true;
    view.set({ ...view.latest(), older: 'reading' });
    try {
      const events = await readBack(current.transcript(), seq, signal);
      readingOlder = false;
      // Meanwhile the session may have been opened anew: these are then another part's.
      if (!signal.aborted && part === current) show(current.prepend(events));
    } catch {
      readingOlder = false;
      if (!signal.aborted) view.set({ ...view.latest(), older: 'failed' });
    }
  };

  const show = (transcript: Transcript): void => {
    const older = pageSize === undefined || transcript.fromSeq === 1 ? 'none' : readingOlder ? 'reading' : 'more';
    view.set({ status: 'ready', transcript, older });
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
    if (!part) return;
    const before = part.transcript();
    const next = part.append(event);
    if (next === before) return;
    if (next.resyncNeeded) return again();
    troubles = 0;
    onEvent?.(event);
    view.set({ ...view.latest(), status: 'ready', transcript: next });
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
    const latest = view.latest();
    if (refusal?.code === 'NOT_FOUND') return view.set({ ...latest, status: 'missing', error: refusal });
    if (latest.status === 'ready' || refusal?.retryable) return again();
    view.set({ ...latest, status: 'failed', error: refusal });
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
      view.set({ ...view.latest(), status: 'loading', error: undefined });
      void load();
    },
    readOlder,
  };
}

async function readAfter(
  client: Options['client'],
  { sessionId, afterSeq }: { sessionId: string; afterSeq: number },
  signal: AbortSignal,
): Promise<Envelope[]> {
  const pages: Envelope[][] = [];
  for (let next: number | undefined = afterSeq; next !== undefined; ) {
    const input = { sessionId, afterSeq: next, limit: LIMITS.maxHistoryPage };
    const page: MethodResult<'sessions.history'> = await client.query('sessions.history', input, signal);
    pages.push(page.events);
    next = page.nextSeq;
  }
  return pages.flat();
}

/** Nothing whole can be shown yet, or a message that waits for its turn is older than what is here. */
function wantsMore({ fromSeq, items, runs }: Transcript, queued: readonly Run[]): boolean {
  if (fromSeq === 1) return false;
  const isWhole = items.some((item) => item.kind !== 'assistant' || !item.partial);
  return !isWhole || queued.some(({ runId }) => runs.some((run) => run.runId === runId && run.acceptedSeq === 0));
}

function seedsOf(snapshot: MethodResult<'sessions.get'>): Seeds {
  const { activeRun, queuedRuns, pendingApprovals } = snapshot;
  const runs = [...(activeRun ? [activeRun] : []), ...queuedRuns].map((run) => toRunView(run, pendingApprovals));
  return { session: sessionOf(snapshot), runs, approvals: pendingApprovals };
}

function toRunView(run: Run, pending: readonly Approval[]): RunView {
  const { runId, traceId, status, model, runtimeMode, continuesRunId } = run;
  const waitsFor = pending.flatMap((asked) => (asked.runId === runId ? [asked.approvalId] : []));
  const view: RunView = { runId, traceId, status, model, runtimeMode, acceptedSeq: 0, waitsFor };
  return continuesRunId === undefined ? view : { ...view, continuesRunId };
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
