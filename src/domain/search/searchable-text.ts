import type { MessageRecord } from '../records.ts';
import { CONTINUE_REQUEST } from '../run/model-port.ts';

/** As much of the arguments of a call: its command and paths, not the file that it writes. */
const MAX_CALL_CHARS = 1_000;

/**
 * What a message is found by: what people and the agent said, names of attachments, and what tools were called with. Not what
 * tools answered and not the model's reasoning: ten times as much text, and nobody said it. It follows from the message alone,
 * so that a stretch of it is known by two numbers.
 */
export function searchableText({ role, parts }: Pick<MessageRecord, 'role' | 'parts'>): string {
  const texts = parts.map((part) => {
    switch (part.type) {
      case 'text':
        // Nobody typed it: it stands in the place of a message when a run is continued.
        return role === 'user' && part.text === CONTINUE_REQUEST ? '' : part.text;
      case 'attachment':
        return part.name;
      case 'tool_call':
        return callText(part.toolName, part.args);
      case 'reasoning':
      case 'tool_result':
        return '';
    }
  });
  return texts.filter((text) => text !== '').join('\n');
}

function callText(toolName: string, args: Record<string, unknown>): string {
  const words: string[] = [];
  let room = MAX_CALL_CHARS;
  for (const value of Object.values(args).flat()) {
    if (typeof value !== 'string' || room <= 0) continue;
    words.push(value.slice(0, room).toWellFormed());
    room -= value.length;
  }
  return [toolName, ...words].join(' ');
}
