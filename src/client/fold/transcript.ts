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

export type UserItem = {
  kind: 'user';
  key: string;
  runId: string;
  messageId: string;
  text: string;
  /** What came with it, by attachmentId. */
  attachments: readonly string[];
  createdAt: string;
};

export type AssistantItem = {
  kind: 'assistant';
  key: string;
  runId: string;
  messageId: string;
  text: string;
  reasoning: string;
  /** No more deltas come: its step, or its run, is over. */
  finished: boolean;
  /** The run was stopped while this message was being written. */
  stopped: boolean;
  createdAt: string;
};

export type ToolItem = {
  kind: 'tool';
  key: string;
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
  createdAt: string;
};

/** A run went on from an earlier one that had failed or was stopped. */
export type ContinuedItem = {
  kind: 'continued';
  key: string;
  runId: string;
  continuesRunId: string;
  createdAt: string;
};

/** A run ended otherwise than well. `resumable` turns false as soon as a later run continues it. */
export type FailureItem = {
  kind: 'failure';
  key: string;
  runId: string;
  status: 'failed' | 'aborted';
  error: ProtocolErrorShape;
  resumable: boolean;
  createdAt: string;
};

export type NoticeItem = { kind: 'notice'; key: string; notice: SessionNotice; createdAt: string };
export type ModeItem = {
  kind: 'mode';
  key: string;
  previous: RuntimeMode;
  runtimeMode: RuntimeMode;
  createdAt: string;
};

export type TranscriptItem = UserItem | AssistantItem | ToolItem | ContinuedItem | FailureItem | NoticeItem | ModeItem;

export type RunView = {
  runId: string;
  traceId: string;
  status: RunStatus;
  model: string;
  runtimeMode: RuntimeMode;
  acceptedSeq: number;
  continuesRunId?: string | undefined;
  usage?: Usage | undefined;
  steps?: number | undefined;
  durationMs?: number | undefined;
  firstTokenMs?: number | undefined;
};

export type Transcript = {
  readonly sessionId: string;
  /** The seq of the last folded event; 0 before the first. */
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

export function emptyTranscript(sessionId: string): Transcript {
  return {
    sessionId,
    seq: 0,
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
