/**
 * A long session, made by the product itself: turns of a fake model that says a few paragraphs and asks for tools that do not
 * exist, which the policy denies without running anything. Ten thousand events take seconds so.
 */
import type { GatewayClient } from './bench/lanes.ts';
import type { FakeReply, FakeScript } from './fake-openai.ts';

const CALLS = 60;
const TURNS_BETWEEN_RESETS = 5;

/** Answers the turns of `writeLongSession`; anything else is handed on. */
export function longSessionScript(otherwise: FakeScript): FakeScript {
  return async (reply, request, index) => {
    const messages = request.body.messages ?? [];
    const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    const turn = /^long turn (\d+)$/.exec(asked)?.[1];
    if (turn === undefined) return otherwise(reply, request, index);
    if (messages.at(-1)?.role === 'tool') say(reply, `Turn ${turn} is over: **nothing** was found.\n\n- one\n- two`);
    else ask(reply, turn);
    // The history of a long session is long, and nobody looks at it afterwards.
    request.body = {};
  };
}

function say(reply: FakeReply, text: string): void {
  reply.answer(text);
}

function ask(reply: FakeReply, turn: string): void {
  reply.text(paragraphs(turn).join('\n\n'));
  for (let call = 0; call < CALLS; call += 1) {
    const args = JSON.stringify({ query: `${turn}.${call}` });
    reply.toolCall(call, { id: `call_${turn}_${call}`, name: 'lookup', args });
  }
  reply.finish('tool_calls');
  reply.usage(10, 5);
  reply.done();
}

function paragraphs(turn: string): string[] {
  return Array.from({ length: 1 + (Number(turn) % 4) }, (_, at) =>
    `Paragraph ${turn}.${at} looks for what was asked. `.repeat(1 + ((Number(turn) + at) % 5)).trim(),
  );
}

/** Lets the session grow to at least so many events. Answers its last seq. */
export async function writeLongSession(
  client: GatewayClient,
  { sessionId, events, newKey }: { sessionId: string; events: number; newKey: () => string },
): Promise<number> {
  let lastSeq = 0;
  let ended = (): void => {};
  await client.follow({ sessionId }, ({ event, seq }) => {
    lastSeq = seq;
    if (event === 'agent.completed' || event === 'agent.failed') ended();
  });
  for (let turn = 1; lastSeq < events; turn += 1) {
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    await client.call('agent.run', { sessionId, input: `long turn ${turn}`, idempotencyKey: newKey() });
    await end;
    // The model is asked with the whole conversation: it stays short.
    if (turn % TURNS_BETWEEN_RESETS === 0) await reset(client, sessionId, newKey);
  }
  return lastSeq;
}

/** A run's last event comes before its session is free again: until then it is refused. */
async function reset(client: GatewayClient, sessionId: string, newKey: () => string): Promise<void> {
  for (let isBusy = true; isBusy; ) {
    isBusy = await client.call('sessions.reset', { sessionId, idempotencyKey: newKey() }).then(
      () => false,
      (error: unknown) => {
        if (error instanceof Error && error.message.includes('SESSION_BUSY')) return true;
        throw error;
      },
    );
  }
}
