import type { Approval } from '../../protocol/entities.ts';
import type { Envelope } from '../../protocol/events.ts';

export type WordsBefore = {
  /** The message that the run answers. */
  asked?: string | undefined;
  /** The text of the run's last step before the call. */
  said?: string | undefined;
};

/** What was said in the run of an approval before its call, as far as these events of the session tell. */
export function wordsBefore(events: readonly Envelope[], { runId, toolCallId }: Approval): WordsBefore {
  let asked: string | undefined;
  const texts = new Map<string, string>();
  for (const event of events) {
    if (!('runId' in event.payload) || event.payload.runId !== runId) continue;
    if (event.event === 'agent.accepted') asked = event.payload.input;
    if (event.event === 'agent.tool_call' && event.payload.toolCallId === toolCallId) break;
    if (event.event !== 'agent.delta' || event.payload.kind !== 'text') continue;
    const { messageId, offset, delta } = event.payload;
    // The fold of protocol.md §4: cut there, append.
    texts.set(messageId, (texts.get(messageId) ?? '').slice(0, offset) + delta);
  }
  const said = [...texts.values()].map((text) => text.trim()).findLast((text) => text !== '');
  return { asked: asked === undefined || asked === '' ? undefined : asked, said };
}
