/**
 * A ModelRequest as the JSON text of a Chat Completions request. Text, not objects: each message is turned into JSON once in
 * its life and joined from then on, so that the thousandth turn costs about what the first did.
 */
import type { ModelMessage, ModelRequest, ModelTool } from '../domain/run/model-port.ts';

const encoded = new WeakMap<object, string>();

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

export function encodeRequest(modelId: string, request: ModelRequest): string {
  const { messages, tools } = request;
  const lastUser = messages.findLastIndex((message) => message.role === 'user');
  const parts: string[] = [];
  for (const [index, message] of messages.entries()) {
    // A step that was stopped before it said anything: servers refuse an assistant message without content.
    if (message.role === 'assistant' && message.text === '' && message.toolCalls.length === 0) continue;
    parts.push(encodeMessage(message, index > lastUser));
  }
  const toolsJson = tools.length === 0 ? '' : `,"tools":[${tools.map(encodeTool).join(',')}]`;
  return `{"model":${JSON.stringify(modelId)},"stream":true,"stream_options":{"include_usage":true},"messages":[${parts.join(',')}]${toolsJson}}`;
}

/**
 * Models that reason between tool calls want their reasoning back within the turn; of earlier turns it is only ballast
 * (DeepSeek's API guide, "thinking mode", says so; Qwen's and gpt-oss's chat templates drop it).
 */
function encodeMessage(message: ModelMessage, inThisTurn: boolean): string {
  if (inThisTurn && message.role === 'assistant' && message.reasoning !== '') {
    return JSON.stringify({ ...wireMessage(message), reasoning_content: message.reasoning.toWellFormed() });
  }
  return once(message, () => JSON.stringify(wireMessage(message)));
}

function wireMessage(message: ModelMessage): Record<string, unknown> {
  switch (message.role) {
    case 'system':
    case 'user':
      return { role: message.role, content: message.text.toWellFormed() };
    case 'assistant':
      if (message.toolCalls.length === 0) return { role: 'assistant', content: message.text.toWellFormed() };
      return {
        role: 'assistant',
        content: message.text === '' ? null : message.text.toWellFormed(),
        tool_calls: message.toolCalls.map((call) => ({
          id: call.toolCallId,
          type: 'function',
          function: { name: wireToolName(call.toolName), arguments: JSON.stringify(call.args) },
        })),
      };
    case 'tool': {
      // The wire has no field for the outcome, so it is said in words: the model must know of a denial or a doubt.
      const output = message.status === 'success' ? message.output : `[${message.status}] ${message.output}`;
      return { role: 'tool', tool_call_id: message.toolCallId, content: output.toWellFormed() };
    }
  }
}

function encodeTool(tool: ModelTool): string {
  return once(tool, () =>
    JSON.stringify({
      type: 'function',
      function: { name: wireToolName(tool.name), description: tool.description, parameters: tool.params },
    }),
  );
}

function once(key: object, encode: () => string): string {
  let json = encoded.get(key);
  if (json === undefined) {
    json = encode();
    encoded.set(key, json);
  }
  return json;
}
