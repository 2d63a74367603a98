/** What the domain asks of a tool. Implemented by src/tools over an executor; nothing here knows how a tool runs. */
import type { ApprovalDisplay, Risk, RuntimeMode, ToolEffect, ToolReach } from '../../protocol/entities.ts';
import type { ErrorCode } from '../../protocol/errors.ts';
import type { Scope } from '../records.ts';

export type { ToolEffect, ToolReach };

/** Where a call works. `folder` is the session's folder, an absolute real path on the machine of that runtime mode. */
export type ToolPlace = {
  scope: Scope;
  sessionId: string;
  folder: string;
  mode: RuntimeMode;
  limits: ToolLimits;
  /** Whether the policy in force lets a request go to this host (as in CallSubject) without asking: where it may be redirected to. */
  mayReach(host: string, method: string): boolean;
};
export type ToolLimits = { toolTimeoutMs: number; outputBytes: number };

/** A piece of live output. `offset` counts bytes of that stream; `delta` never splits a character. */
export type ToolOutput = { stream: 'stdout' | 'stderr'; offset: number; delta: string };

/**
 * What the rules of a policy look at in a call (protocol.md §5). Made of the arguments alone, so that a call can be judged
 * without touching anything. A condition on something that a call does not have does not match.
 */
export type CallSubject = {
  effect: ToolEffect;
  /** The call may reach everything below `path`. A rule that allows has to cover all of it; one that asks or denies, any of it. */
  tree?: true;
  /** The words of a command that runs without a shell. */
  argv?: readonly string[];
  /** Shell text. No rule and no wildcard entry of the policy allows it: it says more than any rule shows. */
  script?: true;
  /** Relative to the session's folder or absolute, normalised, without a leading `./`; `.` is the folder itself. */
  path?: string;
  /** Lower case, in its ASCII form, without a final dot; an IPv6 address without brackets. */
  host?: string;
  /** Upper case. */
  method?: string;
};

/**
 * Exactly what will run. `binding` is JSON that enters the approval's digest besides tool, args, folder and mode: for
 * file.write the hash of the content that would be replaced. It is stored and handed back to `run`.
 */
export type PreparedCall = { display: ApprovalDisplay; binding: Record<string, unknown> };

export type ToolOutcome = {
  status: 'success' | 'failed';
  /** What the model reads. */
  output: string;
  exitCode?: number;
  /** Bytes left out of the middle of `output`. */
  truncatedBytes?: number;
  error?: { code: ErrorCode; message: string };
};

export type ToolContext = ToolPlace & { signal: AbortSignal; onOutput: (chunk: ToolOutput) => void };

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly risk: Risk;
  /** Of most calls; `subject` says it of one. */
  readonly effect: ToolEffect;
  /** The workspace, the strictest, when absent. */
  readonly reaches?: ToolReach;
  /** JSON Schema of the arguments. */
  readonly params: Record<string, unknown>;
  /** Checks arguments that a model made up. `message` says which field is wrong, for the model to mend. */
  parse(args: unknown): { ok: true; args: Record<string, unknown> } | { ok: false; message: string };
  /** What the policy judges. `args` are parsed. Pure. */
  subject(args: Record<string, unknown>): CallSubject;
  /**
   * Looks at what the call would do, without doing it.
   * @throws ProtocolError PATH_OUTSIDE_WORKSPACE, SSRF_BLOCKED, SANDBOX_UNAVAILABLE, NOT_FOUND, TOOL_EXEC_FAILED: the call is refused, nothing ran
   */
  prepare(args: Record<string, unknown>, place: ToolPlace): Promise<PreparedCall>;
  /**
   * Does it. Refusals and failures are outcomes. Aborting `signal` kills everything that the call started, within 2 s, and
   * then resolves with status `failed` and code ABORTED.
   */
  run(args: Record<string, unknown>, binding: Record<string, unknown>, context: ToolContext): Promise<ToolOutcome>;
}

export interface ToolRegistry {
  get(name: string): Tool | undefined;
  list(): readonly Tool[];
  /** The runtime modes that this gateway can execute tools in. */
  readonly modes: readonly RuntimeMode[];
}
