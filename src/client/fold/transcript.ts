/**
 * What a client knows of one session after folding its events: the model that every page draws. Plain immutable JSON, so that
 * two clients which folded the same events hold equal values and React can compare by identity.
 */
import type {
  Approval,
  Risk,
  RunStatus,
  RuntimeMode,
  Session,
  ToolStatus,
  Usage,
  Verdict,
} from '../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import type { SessionNotice } from '../../protocol/events.ts';
import type { LiveOutput } from './live-output.ts';

/** What every item has. */
type Placed = {
  /** The same in every client, and for ever. */
  key: string;
  /** The event that it began with. */
  seq: number;
  createdAt: string;
};

export type UserItem = Placed & {
  kind: 'user';
  runId: string;
  messageId: string;
  text: string;
  /** What came with it, by attachmentId. */
  attachments: readonly string[];
};

export type AssistantItem = Placed & {
  kind: 'assistant';
  runId: string;
  messageId: string;
  text: string;
  reasoning: string;
  /** No more deltas come: its step, or its run, is over. */
  finished: boolean;
  /** The run was stopped while this message was being written. */
  stopped: boolean;
  /** It may have begun before the first event at hand: there may be more of it. Only in a transcript that has a `fromSeq`. */
  partial?: true;
};

export type ToolItem = Placed & {
  kind: 'tool';
  runId: string;
  toolCallId: string;
  toolName: string;
  args: Record<string, unknown>;
  risk: Risk;
  verdict: Verdict;
  status: ToolStatus;
  /** Live output. Emptied when the final `output` arrives, which repeats it; kept when the call was stopped. */
  stdout: LiveOutput;
  stderr: LiveOutput;
  output?: string | undefined;
  truncatedBytes?: number | undefined;
  exitCode?: number | undefined;
  durationMs?: number | undefined;
  error?: ProtocolErrorShape | undefined;
  /** The newest approval that was asked for this call; look it up in `approvals`. */
  approvalId?: string | undefined;
};

/** A run went on from an earlier one that had failed or was stopped. */
export type ContinuedItem = Placed & {
  kind: 'continued';
  runId: string;
  continuesRunId: string;
};

/** A run ended otherwise than well. `resumable` turns false as soon as a later run continues it. */
export type FailureItem = Placed & {
  kind: 'failure';
  runId: string;
  status: 'failed' | 'aborted';
  error: ProtocolErrorShape;
  resumable: boolean;
};

export type NoticeItem = Placed & { kind: 'notice'; notice: SessionNotice };
export type ModeItem = Placed & {
  kind: 'mode';
  previous: RuntimeMode;
  runtimeMode: RuntimeMode;
};

export type TranscriptItem = UserItem | AssistantItem | ToolItem | ContinuedItem | FailureItem | NoticeItem | ModeItem;

export type RunView = {
  runId: string;
  traceId: string;
  status: RunStatus;
  model: string;
  runtimeMode: RuntimeMode;
  /** 0: before the first event at hand; a snapshot told of it. */
  acceptedSeq: number;
  /** The approvals that it waits for, by approvalId. */
  waitsFor: readonly string[];
  continuesRunId?: string | undefined;
  usage?: Usage | undefined;
  steps?: number | undefined;
  durationMs?: number | undefined;
  firstTokenMs?: number | undefined;
};

export type Transcript = {
  readonly sessionId: string;
  /** The seq of the first event at hand; 1 is the whole session. What began before it is known as far as a snapshot told. */
  readonly fromSeq: number;
  /** The seq of the last folded event; `fromSeq - 1` before the first. */
  readonly seq: number;
  /** An event was missing. Nothing is folded any more: read the history after `seq` and fold it into `resumed(state)`. */
  readonly resyncNeeded: boolean;
  /** From the newest event that carried it, else from the snapshot that the client seeded. */
  readonly session: Session | null;
  /** In the order in which they began. */
  readonly items: readonly TranscriptItem[];
  /** Messages whose run waits for its turn, in order. They move to `items` when it comes. */
  readonly queued: readonly UserItem[];
  /** In order of acceptance. */
  readonly runs: readonly RunView[];
  readonly approvals: Readonly<Record<string, Approval>>;
};

export function emptyTranscript(sessionId: string, fromSeq = 1): Transcript {
  return {
    sessionId,
    fromSeq,
    seq: fromSeq - 1,
    resyncNeeded: false,
    session: null,
    items: [],
    queued: [],
    runs: [],
    approvals: {},
  };
}

/** The same transcript, ready for the events after its `seq`, once the missing ones are at hand. */
export function resumed(state: Transcript): Transcript {
  return state.resyncNeeded ? { ...state, resyncNeeded: false } : state;
}

/** Takes the session of a snapshot, unless an event that was folded already spoke later than it. */
export function seedSession(state: Transcript, session: Session): Transcript {
  if (state.session && state.session.lastSeq > session.lastSeq) return state;
  return { ...state, session };
}

const OVER: ReadonlySet<RunStatus> = new Set(['completed', 'failed', 'aborted']);
export const isOver = (status: RunStatus): boolean => OVER.has(status);

/** The run that holds the session, if one does. */
export function activeRun(state: Transcript): RunView | undefined {
  return state.runs.findLast((run) => run.status !== 'queued' && !isOver(run.status));
}
