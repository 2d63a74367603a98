/**
 * A ModelRequest as the JSON text of a request of OpenAI's Responses API (platform.openai.com/docs/api-reference/responses).
 * Nothing is stored at OpenAI. Reasoning is not sent back: without storage it could only go as the provider's encrypted
 * items, which the journal does not keep, and calls without their reasoning are accepted.
 */
import type { ModelRequest } from '../domain/run/model-port.ts';
import { createEncodeOnce } from './encode-once.ts';
import { wireToolName } from './tool-names.ts';
import { readTurns, type Turn, toolText } from './turns.ts';
import { plainText, readPieces, type UserPiece } from './user-content.ts';
import type { Encode } from './wire.ts';

/** Below this the API refuses a bound. */
const LEAST_OUTPUT_TOKENS = 16;

const once = createEncodeOnce();

export const encodeResponses: Encode = async (modelId, { messages, tools, maxOutputTokens }, { vision }) => {
  const items: string[] = [];
  for (const turn of readTurns(messages)) items.push(await encodeTurn(turn, vision));
  const input = items.filter((item) => item !== '').join(',');
  const bound = maxOutputTokens === undefined ? undefined : Math.max(LEAST_OUTPUT_TOKENS, maxOutputTokens);
  const maxTokens = bound === undefined ? '' : `,"max_output_tokens":${bound}`;
  const toolsJson = tools.length === 0 ? '' : `,"tools":[${tools.map(encodeTool).join(',')}]`;
  return `{"model":${JSON.stringify(modelId)},"stream":true,"store":false${maxTokens},"input":[${input}]${toolsJson}}`;
};

/** One or more items, joined by commas. */
async function encodeTurn(turn: Turn, vision: boolean): Promise<string> {
  switch (turn.role) {
    case 'system':
      return once(turn.message, () => ({ role: 'system', content: turn.message.text.toWellFormed() }));
    case 'user': {
      const text = plainText(turn.messages, vision);
      const content = text ?? (await readPieces(turn.messages)).map(contentPart);
      return JSON.stringify({ role: 'user', content });
    }
    case 'assistant': {
      const { message } = turn;
      const said = message.text === '' ? [] : [{ role: 'assistant', content: message.text.toWellFormed() }];
      const calls = message.toolCalls.map((call) => ({
        type: 'function_call',
        call_id: call.toolCallId,
        name: wireToolName(call.toolName),
        arguments: JSON.stringify(call.args),
      }));
      // The brackets of the list go: its items stand in the list of the request.
      return once(message, () => [...said, ...calls]).slice(1, -1);
    }
    case 'tool': {
      const { message } = turn;
      const item = { type: 'function_call_output', call_id: message.toolCallId };
      return once(message, () => ({ ...item, output: toolText(message) }));
    }
  }
}

function contentPart(piece: UserPiece): unknown {
  if (piece.type === 'text') return { type: 'input_text', text: piece.text };
  return { type: 'input_image', image_url: `data:${piece.mediaType};base64,${piece.dataBase64}` };
}

/** Not strict: strict schemas make every argument required. */
function encodeTool(tool: ModelRequest['tools'][number]): string {
  return once(tool, () => ({
    type: 'function',
    name: wireToolName(tool.name),
    description: tool.description,
    parameters: tool.params,
    strict: false,
  }));
}
