/**
 * What the fake model answers in benchmarks, chosen by the last user message:
 * `bench:tokens=5000` as fast as possible, `bench:tokens=200;rate=50` at 50 a second, `bench:tool` one `bash.exec echo hi`
 * and then one token. Anything else gets one token.
 */
import { type FakeMessage, type FakeReply, type FakeScript, sseEvent } from './fake-openai.ts';

export type BenchPlan = { kind: 'tokens'; tokens: number; perSecond: number } | { kind: 'tool' };

export function parseBench(text: string): BenchPlan {
  if (/^bench:tool\b/.test(text)) return { kind: 'tool' };
  const match = /^bench:tokens=(\d+)(?:;rate=(\d+))?/.exec(text);
  return { kind: 'tokens', tokens: Number(match?.[1] ?? 1), perSecond: Number(match?.[2] ?? 0) };
}

export const benchScript: FakeScript = async (reply, request) => {
  const messages = request.body.messages ?? [];
  const plan = parseBench(messages.findLast((message) => message.role === 'user')?.content ?? '');
  if (plan.kind === 'tool' && messages.at(-1)?.role !== 'tool') {
    reply.toolCall(0, { id: `call_${messages.length}`, name: 'bash_exec', args: '' });
    reply.toolCall(0, { args: '{"command":' });
    reply.toolCall(0, { args: '"echo hi"}' });
    reply.finish('tool_calls');
    end(reply, messages, 12);
    return;
  }
  const tokens = plan.kind === 'tool' ? 1 : plan.tokens;
  await (plan.kind === 'tokens' && plan.perSecond > 0 ? paced(reply, tokens, plan.perSecond) : atOnce(reply, tokens));
  reply.finish('stop');
  end(reply, messages, tokens);
};

function end(reply: FakeReply, messages: FakeMessage[], completionTokens: number): void {
  reply.usage(messages.length * 10, completionTokens);
  reply.done();
}

const TOKEN = sseEvent({
  id: 'chatcmpl-fake',
  object: 'chat.completion.chunk',
  created: 1_767_225_600,
  model: 'fake',
  choices: [{ index: 0, delta: { content: ' token' }, finish_reason: null }],
});
const TOKENS_PER_WRITE = 50;

/** As many events in a write as a fast local server puts there, waiting for a reader that is slower. */
async function atOnce(reply: FakeReply, tokens: number): Promise<void> {
  const full = TOKEN.repeat(TOKENS_PER_WRITE);
  for (let left = tokens; left > 0 && !reply.gone; left -= TOKENS_PER_WRITE) {
    reply.raw(left >= TOKENS_PER_WRITE ? full : TOKEN.repeat(left));
    if (left % 1_000 === 0) await reply.flush();
  }
}

/** Keeps to the schedule: a late tick sends what is due, so that n tokens take (n - 1) / rate seconds. */
function paced(reply: FakeReply, tokens: number, perSecond: number): Promise<void> {
  const startedAt = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const tick = () => {
      const elapsedMs = performance.now() - startedAt;
      const due = Math.min(tokens, Math.floor((elapsedMs * perSecond) / 1000) + 1);
      if (due > sent && !reply.gone) reply.raw(TOKEN.repeat(due - sent));
      sent = Math.max(sent, due);
      if (sent >= tokens || reply.gone) resolve();
      else setTimeout(tick, Math.max(0, (sent * 1000) / perSecond - (performance.now() - startedAt)));
    };
    tick();
  });
}
