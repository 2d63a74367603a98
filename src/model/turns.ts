/**
 * Messages in the order that every provider takes: what a run leaves behind when it was stopped or cut is mended here, once
 * for all wire formats.
 *
 * - A step that was stopped before it said anything is left out: servers refuse an assistant message without content.
 * - Messages of the person that follow each other are one turn: strict chat templates want user and assistant in turns.
 * - A tool call without a result gets one that says so, and a result without its call is left out: servers refuse both.
 */
import type { ModelMessage } from '../domain/run/model-port.ts';

export type UserMessage = Extract<ModelMessage, { role: 'user' }>;
export type AssistantMessage = Extract<ModelMessage, { role: 'assistant' }>;
export type ToolMessage = Extract<ModelMessage, { role: 'tool' }>;

export type Turn =
  | { role: 'system'; message: Extract<ModelMessage, { role: 'system' }> }
  | { role: 'user'; messages: UserMessage[] }
  | { role: 'assistant'; message: AssistantMessage }
  | { role: 'tool'; message: ToolMessage };

export function readTurns(messages: readonly ModelMessage[]): Turn[] {
  const turns: Turn[] = [];
  const unanswered = new Map<string, string>();
  const answerRest = () => {
    for (const [toolCallId, toolName] of unanswered)
      turns.push({ role: 'tool', message: noResult(toolCallId, toolName) });
    unanswered.clear();
  };
  for (const message of messages) {
    switch (message.role) {
      case 'system':
        answerRest();
        turns.push({ role: 'system', message });
        break;
      case 'user': {
        answerRest();
        const last = turns.at(-1);
        if (last?.role === 'user') last.messages.push(message);
        else turns.push({ role: 'user', messages: [message] });
        break;
      }
      case 'assistant':
        if (message.text === '' && message.toolCalls.length === 0) break;
        answerRest();
        turns.push({ role: 'assistant', message });
        for (const call of message.toolCalls) unanswered.set(call.toolCallId, call.toolName);
        break;
      case 'tool':
        if (unanswered.delete(message.toolCallId)) turns.push({ role: 'tool', message });
        break;
    }
  }
  answerRest();
  return turns;
}

function noResult(toolCallId: string, toolName: string): ToolMessage {
  return { role: 'tool', toolCallId, toolName, status: 'unknown', output: 'No result of this call was recorded.' };
}

/** No wire has a field for the outcome, so it is said in words: the model must know of a denial or a doubt. */
export function toolText({ status, output }: ToolMessage): string {
  return (status === 'success' ? output : `[${status}] ${output}`).toWellFormed();
}
