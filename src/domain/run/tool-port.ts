/** What the domain asks of a tool. Implemented by src/tools over an executor; nothing here knows how a tool runs. */
import type { ApprovalDisplay, Risk, RuntimeMode } from '../../protocol/entities.ts';
import type { ErrorCode } from '../../protocol/errors.ts';

/**
 * What a crash in the middle means for a tool. `read-only`: may run again. `compare-and-set`: running again with the same
 * binding is safe, because it changes only what still is as it was. `unknown`: never silently run again.
 */
export type ToolEffect = 'read-only' | 'compare-and-set' | 'unknown';

/** Where a call works. `folder` is the session's folder, an absolute real path on the machine of that runtime mode. */
export type ToolPlace = { sessionId: string; folder: string; mode: RuntimeMode; limits: ToolLimits };
export type ToolLimits = { toolTimeoutMs: number; outputBytes: number };

/** A piece of live output. `offset` counts bytes of that stream; `delta` never splits a character. */
export type ToolOutput = { stream: 'stdout' | 'stderr'; offset: number; delta: string };

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
  readonly effect: ToolEffect;
  /** JSON Schema of the arguments. */
  readonly params: Record<string, unknown>;
  /** Checks arguments that a model made up. `message` says which field is wrong, for the model to mend. */
  parse(args: unknown): { ok: true; args: Record<string, unknown> } | { ok: false; message: string };
  /**
   * Looks at what the call would do, without doing it.
   * @throws ProtocolError PATH_OUTSIDE_WORKSPACE, SANDBOX_UNAVAILABLE, TOOL_EXEC_FAILED: the call is refused, nothing ran
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
