/** A ModelRequest as the JSON text of a Chat Completions request (platform.openai.com/docs/api-reference/chat). */
import type { ModelRequest } from '../domain/run/model-port.ts';
import { createEncodeOnce } from './encode-once.ts';
import { wireToolName } from './tool-names.ts';
import { type AssistantMessage, readTurns, type Turn, toolText } from './turns.ts';
import { plainText, readPieces, type UserPiece } from './user-content.ts';
import type { Encode } from './wire.ts';

const once = createEncodeOnce();

export const encodeChat: Encode = (modelId, request, { vision }) => {
  const turns = readTurns(request.messages);
  const lastUser = turns.findLastIndex(({ role }) => role === 'user');
  const parts = turns.map((turn, index) => encodeTurn(turn, { inThisTurn: index > lastUser, vision }));
  // Most requests have no pictures and are ready at once.
  const ready = parts.filter((part) => typeof part === 'string');
  if (ready.length === parts.length) return requestText(modelId, request, ready);
  return Promise.all(parts.map((part) => Promise.resolve(part))).then((texts) => requestText(modelId, request, texts));
};

function requestText(modelId: string, { tools, maxOutputTokens }: ModelRequest, messages: readonly string[]): string {
  const toolsJson = tools.length === 0 ? '' : `,"tools":[${tools.map(encodeTool).join(',')}]`;
  // `max_completion_tokens` is OpenAI's own newer name; other servers know this one.
  const maxTokens = maxOutputTokens === undefined ? '' : `,"max_tokens":${maxOutputTokens}`;
  return `{"model":${JSON.stringify(modelId)},"stream":true,"stream_options":{"include_usage":true}${maxTokens},"messages":[${messages.join(',')}]${toolsJson}}`;
}

function encodeTurn(turn: Turn, options: { inThisTurn: boolean; vision: boolean }): string | Promise<string> {
  switch (turn.role) {
    case 'system':
      return once(turn.message, () => ({ role: 'system', content: turn.message.text.toWellFormed() }));
    case 'user': {
      const [first, second] = turn.messages;
      const bare = first !== undefined && second === undefined && first.images === undefined;
      if (bare) return once(first, () => ({ role: 'user', content: first.text.toWellFormed() }));
      const text = plainText(turn.messages, options.vision);
      if (text !== undefined) return JSON.stringify({ role: 'user', content: text });
      return readPieces(turn.messages).then((pieces) =>
        JSON.stringify({ role: 'user', content: pieces.map(contentPart) }),
      );
    }
    case 'assistant':
      return encodeAssistant(turn.message, options.inThisTurn);
    case 'tool': {
      const { message } = turn;
      return once(message, () => ({ role: 'tool', tool_call_id: message.toolCallId, content: toolText(message) }));
    }
  }
}

function contentPart(piece: UserPiece): unknown {
  if (piece.type === 'text') return piece;
  return { type: 'image_url', image_url: { url: `data:${piece.mediaType};base64,${piece.dataBase64}` } };
}

/**
 * Models that reason between tool calls want their reasoning back within the turn; of earlier turns it is only ballast
 * (DeepSeek's API guide, "thinking mode", says so; Qwen's and gpt-oss's chat templates drop it).
 */
function encodeAssistant(message: AssistantMessage, inThisTurn: boolean): string {
  if (inThisTurn && message.reasoning !== '') {
    return JSON.stringify({ ...assistantMessage(message), reasoning_content: message.reasoning.toWellFormed() });
  }
  return once(message, () => assistantMessage(message));
}

function assistantMessage(message: AssistantMessage): Record<string, unknown> {
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
}

function encodeTool(tool: ModelRequest['tools'][number]): string {
  return once(tool, () => ({
    type: 'function',
    function: { name: wireToolName(tool.name), description: tool.description, parameters: tool.params },
  }));
}
