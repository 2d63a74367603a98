import type { ModelTool } from '../domain/run/model-port.ts';

/** Names on the wire are `[A-Za-z0-9_-]+`: `bash.exec` is `bash_exec` there. */
export function wireToolName(toolName: string): string {
  return toolName.replace(/[^A-Za-z0-9_-]/g, '_');
}

/** Wire name → tool name, of the tools in this request. A name that is not in it is the model's invention. */
export function toolNamesByWire(tools: readonly ModelTool[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { name } of tools) {
    const wire = wireToolName(name);
    if (names.has(wire)) throw new Error(`tools ${names.get(wire)} and ${name} have the same name on the wire`);
    names.set(wire, name);
  }
  return names;
}
