/**
 * The conversation as the model sees it, kept per session and only ever extended: a turn costs the same in a long session as in
 * a short one. What is kept is checked against the store by seq, so nothing here has to be told of changes.
 */
import { attachedContent } from '../attachment/attached-content.ts';
import type { Blobs } from '../attachment/ports.ts';
import type { Stores } from '../ports.ts';
import type { MessageRecord, SessionRecord } from '../records.ts';
import type { ModelMessage } from './model-port.ts';
import { systemPrompt } from './prompt.ts';

const MAX_SESSIONS = 256;

type AttachedFrom = { stores: Pick<Stores, 'attachments'>; blobs: Blobs };
type Kept = { system: ModelMessage; resetSeq: number; lastSeq: number; messages: ModelMessage[] };

export type Conversations = {
  /** What every conversation starts with, and all messages since the last reset, oldest first. Unchanged ones stay the same objects. */
  of(stores: Pick<Stores, 'messages' | 'attachments'>, session: SessionRecord): Promise<readonly ModelMessage[]>;
};

export function createConversations(blobs: Blobs): Conversations {
  const kept = new Map<string, Kept>();
  return {
    of: async (stores, session) => {
      const key = `${session.tenantId}/${session.id}`;
      let entry = kept.get(key);
      if (entry?.resetSeq !== session.resetSeq) {
        entry = {
          system: { role: 'system', text: systemPrompt(session) },
          resetSeq: session.resetSeq,
          lastSeq: session.resetSeq,
          messages: [],
        };
      }
      const { lastSeq } = entry;
      const scope = { tenantId: session.tenantId, workspaceId: session.workspaceId };
      for (const message of await stores.messages.after(scope, session.id, lastSeq)) {
        entry.messages.push(...(await toModelMessages(message, { stores, blobs })));
        entry.lastSeq = message.seq;
      }
      kept.delete(key);
      kept.set(key, entry);
      if (kept.size > MAX_SESSIONS) kept.delete(kept.keys().next().value ?? '');
      return [entry.system, ...entry.messages];
    },
  };
}

async function toModelMessages(message: MessageRecord, from: AttachedFrom): Promise<ModelMessage[]> {
  switch (message.role) {
    case 'user':
      return [await userMessage(message, from)];
    case 'assistant':
      return [
        {
          role: 'assistant',
          text: textOf(message, 'text'),
          reasoning: textOf(message, 'reasoning'),
          toolCalls: message.parts.flatMap((part) =>
            part.type === 'tool_call'
              ? [{ toolCallId: part.toolCallId, toolName: part.toolName, args: part.args }]
              : [],
          ),
        },
      ];
    case 'tool':
      return message.parts.flatMap((part) =>
        part.type === 'tool_result'
          ? [
              {
                role: 'tool' as const,
                toolCallId: part.toolCallId,
                toolName: part.toolName,
                status: part.status,
                output: part.output,
              },
            ]
          : [],
      );
  }
}

async function userMessage(message: MessageRecord, from: AttachedFrom): Promise<ModelMessage> {
  const text = textOf(message, 'text');
  const attachments = message.parts.filter((part) => part.type === 'attachment');
  if (attachments.length === 0) return { role: 'user', text };
  const { texts, images } = await attachedContent(from, message, attachments);
  return { role: 'user', text: [text, ...texts].join('\n\n'), ...(images.length === 0 ? {} : { images }) };
}

function textOf(message: MessageRecord, type: 'text' | 'reasoning'): string {
  return message.parts.map((part) => (part.type === type ? part.text : '')).join('');
}
