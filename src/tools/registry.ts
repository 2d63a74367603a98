import type { MemoryFiles } from '../domain/memory/ports.ts';
import type { Tool, ToolRegistry } from '../domain/run/tool-port.ts';
import type { HttpClient } from '../executor/http-port.ts';
import type { Executor } from '../executor/port.ts';
import { RuntimeMode } from '../protocol/entities.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { bashExec } from './bash-exec.ts';
import type { ToolDefinition, Workbench } from './define-tool.ts';
import { fileEdit } from './file-edit.ts';
import { fileList } from './file-list.ts';
import { fileRead } from './file-read.ts';
import { fileSearch } from './file-search.ts';
import { fileWrite } from './file-write.ts';
import { httpRequest } from './http-request.ts';
import { memoryAppend } from './memory-append.ts';
import { memoryGet } from './memory-get.ts';
import { memorySearch } from './memory-search.ts';

/** Every tool there is, in the order in which models and docs/tools.md show them. */
export const TOOLS: readonly ToolDefinition[] = [
  bashExec,
  fileRead,
  fileList,
  fileSearch,
  fileWrite,
  fileEdit,
  httpRequest,
  memoryGet,
  memorySearch,
  memoryAppend,
];

export type ToolPorts = {
  executors: Partial<Record<RuntimeMode, Executor>>;
  memory: MemoryFiles;
  http: HttpClient;
};

/**
 * The tools, over the executors that this gateway has. A call in a mode without one is refused with SANDBOX_UNAVAILABLE and
 * never runs in another mode: a sandbox that is missing must not become the host. Source: architecture.md §4.
 */
export function createToolRegistry(
  { executors, memory, http }: ToolPorts,
  definitions: readonly ToolDefinition[] = TOOLS,
): ToolRegistry {
  const workbenchFor = (mode: RuntimeMode): Workbench => ({
    get executor() {
      const executor = executors[mode];
      if (executor) return executor;
      throw new ProtocolError('SANDBOX_UNAVAILABLE', `This gateway cannot run tools in the mode ${mode}.`);
    },
    memory,
    http,
  });
  const tools = new Map<string, Tool>();
  for (const definition of definitions) {
    const tool = definition.over(workbenchFor);
    if (tools.has(tool.name)) throw new Error(`two tools are called ${tool.name}`);
    tools.set(tool.name, tool);
  }
  const list = [...tools.values()];
  return {
    get: (name) => tools.get(name),
    list: () => list,
    modes: RuntimeMode.options.filter((mode) => executors[mode] !== undefined),
  };
}
