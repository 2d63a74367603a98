import type { Tool, ToolContext, ToolOutcome, ToolOutput, ToolPlace } from '../domain/run/tool-port.ts';
import { makeHostSubject } from '../executor/contract/host-subject.ts';
import { prepared, run } from '../executor/contract/subject.ts';
import type { ToolDefinition } from './define-tool.ts';
import { createToolRegistry, type ToolPorts } from './registry.ts';

const notHere = () => Promise.reject(new Error('this test gave its tools no such port'));
/** A port whose every method rejects: a test of a tool that needs it brings one of its own. */
const absent = <Port extends object>() => new Proxy({}, { get: () => notHere }) as Port;

/** The tools over a real host executor. A process group contains enough for what tools promise; the executor has its own suite. */
export function makeToolKit(
  given: Partial<Pick<ToolPorts, 'memory' | 'http'>> = {},
  definitions?: readonly ToolDefinition[],
) {
  const subject = makeHostSubject({ kind: 'process-group', reason: 'tools are what is tested here' });
  const ports: ToolPorts = {
    executors: { local: subject.executor },
    memory: absent<ToolPorts['memory']>(),
    http: absent<ToolPorts['http']>(),
    ...given,
  };
  const registry = createToolRegistry(ports, definitions);

  return {
    ports,
    registry,
    close: subject.close,
    /** A session folder in which `script` has run. */
    async place(script = 'true', limits: Partial<ToolPlace['limits']> = {}): Promise<ToolPlace> {
      const place = await prepared(subject, script);
      return {
        ...place,
        scope: { tenantId: 't_test', workspaceId: 'w_test' },
        mayReach: () => false,
        mode: 'local',
        limits: { toolTimeoutMs: 60_000, outputBytes: 64 * 1024, ...limits },
      };
    },
    async shell(place: ToolPlace, script: string): Promise<string> {
      return (await run(subject, place, { script })).output;
    },
    tool(name: string): Tool {
      const tool = registry.get(name);
      if (!tool) throw new Error(`there is no tool ${name}`);
      return tool;
    },
    /** Parses and prepares a call and runs it with what was prepared, as the run loop does. */
    async call(name: string, args: Record<string, unknown>, { place, ...context }: CallOptions): Promise<ToolOutcome> {
      const tool = this.tool(name);
      const parsed = tool.parse(args);
      if (!parsed.ok) throw new Error(parsed.message);
      const { binding } = await tool.prepare(parsed.args, place);
      return tool.run(parsed.args, binding, contextOf(place, context));
    },
  };
}

type CallOptions = { place: ToolPlace; signal?: AbortSignal; onOutput?: (chunk: ToolOutput) => void };

export function contextOf(place: ToolPlace, { signal, onOutput }: Omit<CallOptions, 'place'> = {}): ToolContext {
  return { ...place, signal: signal ?? new AbortController().signal, onOutput: onOutput ?? (() => {}) };
}
