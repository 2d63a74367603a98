/**
 * A ModelRequest as the JSON text of a request of Anthropic's Messages API (docs.anthropic.com/en/api/messages). User and
 * assistant alternate there and the results of tools are part of what the user says. Reasoning is not sent back: it would
 * need the provider's signature, which the journal does not keep.
 *
 * Three marks tell the provider how far a later request will repeat this one: after the tools, after the system text and
 * after the last message (docs.anthropic.com/en/docs/build-with-claude/prompt-caching).
 */
import type { ModelRequest } from '../domain/run/model-port.ts';
import { createEncodeOnce } from './encode-once.ts';
import { wireToolName } from './tool-names.ts';
import { readTurns, type Turn, toolText } from './turns.ts';
import { plainText, readPieces, type UserPiece } from './user-content.ts';
import type { Encode } from './wire.ts';

/** Of an answer, when nobody set another: history and bound together must fit into the window, or the API refuses. */
const USUAL_OUTPUT_TOKENS = 32_000;

const CACHE_MARK = '"cache_control":{"type":"ephemeral"}';

const once = createEncodeOnce();

export const encodeMessages: Encode = async (modelId, { messages, tools, maxOutputTokens }, facts) => {
  const system: string[] = [];
  const turns: { role: 'user' | 'assistant'; blocks: string[] }[] = [];
  for (const turn of readTurns(messages)) {
    const blocks = await encodeTurn(turn, facts.vision);
    if (blocks.length === 0) continue;
    const role = turn.role === 'assistant' ? 'assistant' : 'user';
    const last = turns.at(-1);
    if (turn.role === 'system') system.push(...blocks);
    else if (last?.role === role) last.blocks.push(...blocks);
    else turns.push({ role, blocks });
  }
  markLast(system);
  markLast(turns.at(-1)?.blocks);
  const toolTexts = tools.map(encodeTool);
  markLast(toolTexts);

  const fields = [
    `"model":${JSON.stringify(modelId)}`,
    '"stream":true',
    // The API wants a bound always.
    `"max_tokens":${maxOutputTokens ?? Math.min(facts.maxOutputTokens, USUAL_OUTPUT_TOKENS)}`,
    ...(system.length === 0 ? [] : [`"system":[${system.join(',')}]`]),
    `"messages":[${turns.map(({ role, blocks }) => `{"role":"${role}","content":[${blocks.join(',')}]}`).join(',')}]`,
    ...(tools.length === 0 ? [] : [`"tools":[${toolTexts.join(',')}]`]),
  ];
  return `{${fields.join(',')}}`;
};

function markLast(blocks: string[] | undefined): void {
  const last = blocks?.at(-1);
  if (blocks && last !== undefined) blocks[blocks.length - 1] = `${last.slice(0, -1)},${CACHE_MARK}}`;
}

/** Content blocks. Empty text is refused by the API, so there is no block for it. */
async function encodeTurn(turn: Turn, vision: boolean): Promise<string[]> {
  switch (turn.role) {
    case 'system':
      return blank(turn.message.text) ? [] : [once(turn.message, () => textBlock(turn.message.text))];
    case 'user': {
      const text = plainText(turn.messages, vision);
      if (text !== undefined) return [JSON.stringify(textBlock(blank(text) ? '(empty)' : text))];
      return (await readPieces(turn.messages)).map((piece) => JSON.stringify(contentBlock(piece)));
    }
    case 'assistant': {
      const { text, toolCalls } = turn.message;
      const calls = toolCalls.map((call) =>
        once(call, () => ({
          type: 'tool_use',
          id: call.toolCallId,
          name: wireToolName(call.toolName),
          input: call.args,
        })),
      );
      return blank(text) ? calls : [once(turn.message, () => textBlock(text)), ...calls];
    }
    case 'tool': {
      const { message } = turn;
      return [once(message, () => resultBlock(message))];
    }
  }
}

function resultBlock(message: Extract<Turn, { role: 'tool' }>['message']): unknown {
  const content = toolText(message);
  return {
    type: 'tool_result',
    tool_use_id: message.toolCallId,
    ...(content === '' ? {} : { content }),
    ...(message.status === 'success' ? {} : { is_error: true }),
  };
}

function textBlock(text: string): unknown {
  return { type: 'text', text: text.toWellFormed() };
}

function contentBlock(piece: UserPiece): unknown {
  if (piece.type === 'text') return piece;
  return { type: 'image', source: { type: 'base64', media_type: piece.mediaType, data: piece.dataBase64 } };
}

function blank(text: string): boolean {
  return text.trim() === '';
}

function encodeTool(tool: ModelRequest['tools'][number]): string {
  return once(tool, () => ({
    name: wireToolName(tool.name),
    description: tool.description,
    input_schema: tool.params,
  }));
}
