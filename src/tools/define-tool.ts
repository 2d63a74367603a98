import { z } from 'zod';
import type { MemoryFiles } from '../domain/memory/ports.ts';
import type {
  CallSubject,
  PreparedCall,
  Tool,
  ToolContext,
  ToolEffect,
  ToolOutcome,
  ToolPlace,
  ToolReach,
} from '../domain/run/tool-port.ts';
import type { HttpClient } from '../executor/http-port.ts';
import type { Executor } from '../executor/port.ts';
import type { ApprovalDisplay, Risk, RuntimeMode } from '../protocol/entities.ts';
import { isProtocolError } from '../protocol/errors.ts';

/** What a tool works with. `executor` is that of the call's runtime mode; @throws ProtocolError SANDBOX_UNAVAILABLE without one */
export type Workbench = { readonly executor: Executor; readonly memory: MemoryFiles; readonly http: HttpClient };
export type WorkbenchFor = (mode: RuntimeMode) => Workbench;

/** What one tool is. The rest of the port is the same for every tool and written once, in defineTool. */
export type ToolSpec<Params extends z.ZodObject, Binding extends z.ZodObject> = {
  name: string;
  description: string;
  risk: Risk;
  effect: ToolEffect;
  /** What `workspaceAccess` of the policy means for it; the workspace when absent. */
  reaches?: ToolReach;
  /** Strict, so that a field that a model made up is an error and not silently nothing. Descriptions are read by models. */
  params: Params;
  /** Calls that show what it is for: docs/tools.md prints them, and a suite that every tool must pass is run with them. */
  examples: readonly [z.input<Params>, ...z.input<Params>[]];
  /** What `prepare` saw that `run` depends on; it enters the approval's digest. */
  binding: Binding;
  /** What rules of the policy can look at, from the arguments alone; nothing but the effect by default. */
  subject?(args: z.output<Params>): Partial<CallSubject>;
  prepare(
    args: z.output<Params>,
    place: ToolPlace,
    bench: Workbench,
  ): Promise<{ display: ApprovalDisplay; binding: z.output<Binding> }>;
  run(
    call: { args: z.output<Params>; binding: z.output<Binding> },
    context: ToolContext,
    bench: Workbench,
  ): Promise<ToolOutcome>;
};

/** A tool before it knows where it can work. */
export type ToolDefinition = {
  readonly examples: readonly Record<string, unknown>[];
  over(workbenchFor: WorkbenchFor): Tool;
};

/**
 * Makes a Tool (src/domain/run/tool-port.ts) of its spec: JSON Schema for the model, arguments checked with a message that a
 * model can mend, refusals of the executor turned into outcomes. What is not a ProtocolError is a bug and is thrown.
 */
export function defineTool<Params extends z.ZodObject, Binding extends z.ZodObject>(
  spec: ToolSpec<Params, Binding>,
): ToolDefinition {
  const { name, description, risk, effect, reaches = 'workspace' } = spec;
  const { $schema: _, ...params } = z.toJSONSchema(spec.params, { io: 'input' });

  const over = (workbenchFor: WorkbenchFor): Tool => ({
    name,
    description,
    risk,
    effect,
    reaches,
    params,

    parse(args) {
      const parsed = spec.params.safeParse(args);
      return parsed.success ? { ok: true, args: parsed.data } : { ok: false, message: explain(parsed.error) };
    },

    subject(args) {
      return { effect, ...spec.subject?.(spec.params.parse(args)) };
    },

    async prepare(args, place): Promise<PreparedCall> {
      return spec.prepare(spec.params.parse(args), place, workbenchFor(place.mode));
    },

    async run(args, binding, context): Promise<ToolOutcome> {
      if (context.signal.aborted) return stopped();
      try {
        const call = { args: spec.params.parse(args), binding: spec.binding.parse(binding) };
        return await spec.run(call, context, workbenchFor(context.mode));
      } catch (error) {
        // What a port rejects with when it was stopped.
        if (context.signal.aborted && error === context.signal.reason) return stopped();
        if (!isProtocolError(error)) throw error;
        const { code, message } = error;
        return { status: 'failed', output: message, error: { code, message } };
      }
    },
  });
  return { examples: spec.examples, over };
}

/** The outcome of a call that was stopped from outside. `output` is what it had said by then. */
export function stopped(output = ''): ToolOutcome {
  const message = 'The call was stopped.';
  return { status: 'failed', output: appendLine(output, '[stopped]'), error: { code: 'ABORTED', message } };
}

/** Adds a line of ours after output that may or may not end with a newline. */
export function appendLine(output: string, line: string): string {
  return output === '' || output.endsWith('\n') ? output + line : `${output}\n${line}`;
}

function explain(error: z.ZodError): string {
  return error.issues
    .map((issue) => (issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message))
    .join('; ');
}
