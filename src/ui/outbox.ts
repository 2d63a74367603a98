/**
 * Messages on their way: shown at once, kept until the journal shows them, sent again with the same idempotency key, and kept
 * over a reload of the page, so that what a person wrote neither disappears nor arrives twice.
 */

import { toCallFailure } from '../client/call-failure.ts';
import type { Transcript } from '../client/fold/transcript.ts';
import { type GatewayClient, type MutationInput, newKey } from '../client/gateway-client.ts';
import { createObservable, type Observable } from '../client/observable.ts';
import type { RuntimeMode } from '../protocol/entities.ts';
import type { ProtocolErrorShape } from '../protocol/errors.ts';
import { LIMITS } from '../protocol/limits.ts';

/** What a person chose for a session before it is there; what is left out the gateway chooses. */
export type NewSession = { model?: string | undefined; runtimeMode?: RuntimeMode | undefined };
export type OutgoingDraft = Pick<OutboxEntry, 'sessionId' | 'text' | 'attachments' | 'opens' | 'afterSeq'>;

export type OutboxEntry = {
  /** The idempotency key: the same at every try whose outcome is not known, or that left the key free. */
  key: string;
  /** Undefined: the message opens a new session, whose id the answer brings. */
  sessionId?: string | undefined;
  text: string;
  /** By attachmentId. */
  attachments?: readonly string[] | undefined;
  /** Of the session that the message opens. */
  opens?: NewSession | undefined;
  /** `waiting`: the gateway takes no more requests for now, and it is sent again by itself at `retryAt`. */
  status: 'sending' | 'waiting' | 'failed';
  /** Of a waiting one: milliseconds since 1970. */
  retryAt?: number | undefined;
  /** When its key was made: milliseconds since 1970. */
  keyMadeAt: number;
  /** The seq that the page had folded when the message was written. */
  afterSeq: number;
  /** The run that the gateway accepted. The entry goes when the transcript shows it. */
  runId?: string | undefined;
  /** Where the gateway accepted it: it can be before what the transcript holds. */
  acceptedSeq?: number | undefined;
  error?: ProtocolErrorShape | undefined;
};

export type Outbox = Observable<readonly OutboxEntry[]> & {
  /** Answers the session of the message once it is accepted, or undefined when it was refused. */
  send: (message: OutgoingDraft) => Promise<string | undefined>;
  /** Tries again, for another kind of session if `opens` says so. */
  retry: (key: string, opens?: NewSession) => Promise<string | undefined>;
  discard: (key: string) => void;
};

type Kept = Pick<Storage, 'getItem' | 'setItem'>;
const STORAGE_KEY = 'openfoal.outbox';
/** Of a refusal that names no time. */
const RETRY_MS = 2_000;

export function createOutbox(client: Pick<GatewayClient, 'mutate'>, kept: Kept): Outbox {
  const entries = createObservable<readonly OutboxEntry[]>(restore(kept));
  const set = (next: readonly OutboxEntry[]): void => {
    entries.set(next);
    keep(kept, next);
  };
  const change = (key: string, more: Partial<OutboxEntry>): void =>
    set(entries.get().map((entry) => (entry.key === key ? { ...entry, ...more } : entry)));

  const deliver = async (entry: OutboxEntry): Promise<string | undefined> => {
    const { key } = entry;
    try {
      const answer = await client.mutate('agent.run', inputOfRun(entry), { key });
      change(key, { runId: answer.runId, sessionId: answer.sessionId, acceptedSeq: answer.seq });
      return answer.sessionId;
    } catch (error) {
      const { refusal } = toCallFailure(error);
      if (refusal?.code === 'RATE_LIMITED') return wait(entry, Date.now() + (refusal.retryAfterMs ?? RETRY_MS));
      change(key, { status: 'failed', error: refusal });
      return undefined;
    }
  };
  /** Those that wait, by key: settled once the message is accepted, refused or discarded. */
  const turns = new Map<string, Promise<string | undefined>>();
  /** A message of the same session that was written before and still waits: it goes out first. */
  const aheadOf = ({ key, sessionId }: OutboxEntry): OutboxEntry | undefined => {
    const all = entries.get();
    const before = all.slice(
      0,
      all.findIndex((each) => each.key === key),
    );
    return before.findLast((each) => isWaiting(each) && sessionId !== undefined && each.sessionId === sessionId);
  };
  /** The refusal left the key free: the same message goes out under it, unless it was discarded meanwhile. */
  const goOn = (key: string): Promise<string | undefined> => {
    turns.delete(key);
    const waited = entries.get().find((each) => each.key === key);
    if (!waited) return Promise.resolve(undefined);
    const entry: OutboxEntry = { ...waited, status: 'sending', retryAt: undefined };
    change(key, entry);
    return deliver(entry);
  };
  const takeTurn = (key: string, before: Promise<unknown>): Promise<string | undefined> => {
    const turn = before.then(() => goOn(key));
    turns.set(key, turn);
    return turn;
  };
  const wait = (entry: OutboxEntry, retryAt: number): Promise<string | undefined> => {
    change(entry.key, { status: 'waiting', retryAt });
    // Those behind it wait as long.
    for (const each of entries.get()) {
      if (isWaiting(each) && each.sessionId === entry.sessionId && aheadOf(each)) change(each.key, { retryAt });
    }
    return takeTurn(entry.key, new Promise((resolve) => setTimeout(resolve, Math.max(0, retryAt - Date.now()))));
  };
  /** Sends it, or has it wait behind those that do. */
  const start = (entry: OutboxEntry): Promise<string | undefined> => {
    const ahead = aheadOf(entry);
    if (ahead) {
      change(entry.key, { status: 'waiting', retryAt: ahead.retryAt });
      return takeTurn(entry.key, turns.get(ahead.key) ?? Promise.resolve());
    }
    return isWaiting(entry) ? wait(entry, entry.retryAt ?? Date.now()) : deliver(entry);
  };

  // What was accepted waits for the transcript that shows it. What has a key so old that it may be forgotten could run a second time:
  // whoever wrote it says whether it goes out.
  for (const entry of entries.get()) {
    if (entry.status === 'failed' || entry.runId !== undefined) continue;
    if (Date.now() - entry.keyMadeAt < LIMITS.idempotencyTtlMs) void start(entry);
    else change(entry.key, { status: 'failed', retryAt: undefined });
  }

  return {
    get: entries.get,
    subscribe: entries.subscribe,
    send: (message) => {
      const entry: OutboxEntry = { ...message, key: newKey(), status: 'sending', keyMadeAt: Date.now() };
      set([...entries.get(), entry]);
      return start(entry);
    },
    retry: async (key, opens) => {
      const failed = entries.get().find((each) => each.key === key);
      if (failed?.status !== 'failed') return undefined;
      const { error, ...entry } = { ...failed, status: 'sending' as const };
      // Without a refusal it may have arrived: then only the very same message may go out under its key.
      if (error) entry.opens = opens ?? failed.opens;
      // A refusal that is final is what its key answers for ever: nothing happened under it, so another key doubles nothing.
      if (error && !error.retryable) Object.assign(entry, { key: newKey(), keyMadeAt: Date.now() });
      change(key, { ...entry, error: undefined });
      return deliver(entry);
    },
    discard: (key) => set(entries.get().filter((entry) => entry.key !== key)),
  };
}

const isWaiting = ({ status }: OutboxEntry): boolean => status === 'waiting';

/** The entries of a session that its transcript does not show yet. The event can be here before the answer to the call. */
export function notYetShown(entries: readonly OutboxEntry[], transcript: Transcript): readonly OutboxEntry[] {
  const claimed = new Set(entries.flatMap((entry) => entry.runId ?? []));
  return entries.filter((entry) => {
    if (entry.sessionId !== transcript.sessionId) return false;
    if (entry.runId !== undefined) return !hasArrived(entry, transcript);
    // Refused: it has not arrived, whatever else arrived with the same words.
    if (entry.status !== 'sending') return true;
    const arrived = transcript.runs.find(
      (run) =>
        run.acceptedSeq > entry.afterSeq && !claimed.has(run.runId) && inputOf(transcript, run.runId) === entry.text,
    );
    if (arrived) claimed.add(arrived.runId);
    return !arrived;
  });
}

function inputOfRun({ sessionId, text, attachments = [], opens }: OutboxEntry): MutationInput<'agent.run'> {
  return {
    input: text,
    onBusy: 'queue',
    ...(attachments.length === 0 ? {} : { attachments: [...attachments] }),
    ...(sessionId === undefined ? newSession(opens) : { sessionId }),
  };
}

function newSession({ model, runtimeMode }: NewSession = {}): Pick<MutationInput<'agent.run'>, keyof NewSession> {
  return { ...(model === undefined ? {} : { model }), ...(runtimeMode === undefined ? {} : { runtimeMode }) };
}

/** The transcript has the run that the gateway accepted for the entry, or begins after it. */
export function hasArrived({ runId, acceptedSeq }: OutboxEntry, transcript: Transcript): boolean {
  if (runId === undefined) return false;
  const isOlder = acceptedSeq !== undefined && acceptedSeq < transcript.fromSeq;
  return isOlder || transcript.runs.some((run) => run.runId === runId);
}

function inputOf(transcript: Transcript, runId: string): string | undefined {
  const isInput = (item: { kind: string; runId?: string }): boolean => item.kind === 'user' && item.runId === runId;
  const message = transcript.queued.find(isInput) ?? transcript.items.findLast(isInput);
  return message?.kind === 'user' ? message.text : undefined;
}

function restore(kept: Kept): readonly OutboxEntry[] {
  try {
    const entries: unknown = JSON.parse(kept.getItem(STORAGE_KEY) ?? '[]');
    // What this page wrote itself, in this tab.
    return Array.isArray(entries) ? (entries as OutboxEntry[]) : [];
  } catch {
    return [];
  }
}

function keep(kept: Kept, entries: readonly OutboxEntry[]): void {
  try {
    kept.setItem(STORAGE_KEY, JSON.stringify(entries));
  } catch {
    // Storage is full or refused: the message is still on its way, it only would not survive a reload.
  }
}
