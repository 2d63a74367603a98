import type { ModelPart } from '../domain/run/model-port.ts';

/** Arguments as the model wrote them. No text at all is how several servers say "no arguments". */
export function readToolCall(
  call: { toolName: string; input: string },
  toolNames: ReadonlyMap<string, string>,
): Extract<ModelPart, { type: 'tool_call' }> {
  const toolName = toolNames.get(call.toolName) ?? call.toolName;
  const read = parseArgs(call.input);
  return read.ok
    ? { type: 'tool_call', toolName, args: read.args }
    : { type: 'tool_call', toolName, args: {}, invalid: read.reason };
}

function parseArgs(input: string): { ok: true; args: Record<string, unknown> } | { ok: false; reason: string } {
  if (input.trim() === '') return { ok: true, args: {} };
  let value: unknown;
  try {
    value = JSON.parse(input);
  } catch {
    return { ok: false, reason: 'the arguments are not valid JSON' };
  }
  if (!isJsonObject(value)) return { ok: false, reason: 'the arguments are JSON, but not an object' };
  return { ok: true, args: value };
}

function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
