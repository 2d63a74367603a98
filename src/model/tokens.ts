/**
 * Token counts for what no provider has counted: an estimate for other tokenizers than OpenAI's o200k. The tokenizer is 60 MB
 * of tables in memory, so it is loaded when something is first counted.
 */
import type { ModelMessage, ModelTool } from '../domain/run/model-port.ts';

// Byte-pair merging is quadratic in the length of an unbroken run of letters (15,000 Chinese characters: 2.6 s), so long
// text is counted in windows, cut at white space where there is some. A cut inside a word adds at most one token.
const WINDOW_CHARS = 256;
const LOOK_BACK_CHARS = 64;
// The overhead that OpenAI's chat format has for each message: openai-cookbook, "How to count tokens".
const TOKENS_PER_MESSAGE = 3;
/** Of a picture as large as providers take without shrinking it: Anthropic about 1,600, OpenAI about 1,100. */
const TOKENS_PER_IMAGE = 1_600;

type CountText = (text: string) => number;
let tokenizer: Promise<CountText> | undefined;
const counted = new WeakMap<object, number>();

async function loadTokenizer(): Promise<CountText> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base');
  // Text such as `<|endoftext|>` is only text here; by default the tokenizer throws on it.
  const options = { disallowedSpecial: new Set<string>() };
  return (text) => {
    let total = 0;
    for (let from = 0; from < text.length; ) {
      const to = windowEnd(text, from);
      total += countTokens(text.slice(from, to), options);
      from = to;
    }
    return total;
  };
}

function windowEnd(text: string, from: number): number {
  const end = from + WINDOW_CHARS;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - LOOK_BACK_CHARS; at -= 1) {
    const code = text.charCodeAt(at);
    if (code === 0x20 || code === 0x0a) return at;
  }
  return end;
}

/** Loads the tokenizer the first time (about 0.3 s). */
export async function countTextTokens(text: string): Promise<number> {
  tokenizer ??= loadTokenizer();
  return (await tokenizer)(text);
}

/** Tokens of a request. Each message and tool object is counted once in its life: keep and reuse the objects. */
export async function countRequestTokens(
  messages: readonly ModelMessage[],
  tools: readonly ModelTool[],
): Promise<number> {
  tokenizer ??= loadTokenizer();
  const count = await tokenizer;
  let total = 0;
  for (const item of [...messages, ...tools]) {
    let tokens = counted.get(item);
    if (tokens === undefined) {
      tokens = count('role' in item ? messageText(item) : JSON.stringify(item)) + TOKENS_PER_MESSAGE;
      if ('role' in item && item.role === 'user') tokens += (item.images?.length ?? 0) * TOKENS_PER_IMAGE;
      counted.set(item, tokens);
    }
    total += tokens;
  }
  return total;
}

function messageText(message: ModelMessage): string {
  switch (message.role) {
    case 'system':
    case 'user':
      return message.text;
    case 'assistant':
      return message.toolCalls.reduce((text, call) => text + call.toolName + JSON.stringify(call.args), message.text);
    case 'tool':
      return message.output;
  }
}
