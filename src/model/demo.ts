/**
 * The built-in `demo/scripted` model: a script that follows the command language of demo-commands.ts, so that OpenFoal can be
 * tried, shown and tested without a key or a network. It keeps nothing between calls: what to do next is read from the
 * messages alone, so a run can be taken up at any step, by any process.
 */
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../domain/ports.ts';
import { CONTINUE_REQUEST, type ModelMessage, type ModelPart, type ModelRequest } from '../domain/run/model-port.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { DemoAction, DemoCall, DemoLanguage } from './demo-commands.ts';
import { planDemo } from './demo-plan.ts';
import { proseToken } from './demo-prose.ts';
import { summarise } from './demo-summary.ts';
import { BEFORE_FAILURE, FAILURE, helpText, INTRODUCTION, THOUGHT, THOUGHTS, unknownText } from './demo-words.ts';
import { pause } from './pause.ts';
import type { ModelProvider } from './provider.ts';
import { countRequestTokens, countTextTokens } from './tokens.ts';
import { tryModel } from './try-model.ts';

export const DEMO_MODEL_ID = 'scripted';
const FACTS = {
  contextWindow: 32_000,
  maxOutputTokens: 32_000,
  tools: true,
  vision: false,
  price: { input: 0, output: 0 },
};
/** Between words of an answer: quick to read, slow enough to be seen as a stream. */
const ANSWER_PACE_MS = 8;
/** Between tokens of `stream`: 40 a second, as a hosted model has. */
const STREAM_PACE_MS = 25;
/** How many tokens of a fast stream go out before other work of the process gets its turn. */
const FAST_BURST = 100;

type Said = { type: 'text' | 'reasoning'; delta: string };

export function createDemo({ clock }: { clock: Pick<Clock, 'now' | 'after'> }): ModelProvider {
  async function* stream(modelId: string, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelPart> {
    if (modelId !== DEMO_MODEL_ID) {
      throw new ProtocolError('MODEL_UNAVAILABLE', `there is no model demo/${modelId}: use demo/${DEMO_MODEL_ID}`);
    }
    signal.throwIfAborted();
    const { paragraphs, calls, language } = nextStep(request.messages);
    let output = '';
    for (const paragraph of paragraphs) {
      for await (const part of utter(paragraph, { language, apart: output !== '', clock, signal })) {
        output += part.delta;
        yield part;
      }
    }
    for (const { toolName, args } of calls) {
      output += toolName + JSON.stringify(args);
      yield { type: 'tool_call', toolName, args };
    }
    const inputTokens = await countRequestTokens(request.messages, request.tools);
    const outputTokens = await countTextTokens(output);
    signal.throwIfAborted();
    yield { type: 'finish', usage: { inputTokens, outputTokens }, reason: calls.length > 0 ? 'tool_calls' : 'stop' };
  }

  return {
    describe: (modelId) => (modelId === DEMO_MODEL_ID ? FACTS : undefined),
    stream,
    test: (modelId, signal) => tryModel(stream, { model: `demo/${modelId}`, modelId, clock }, signal),
    listModels: async () => [DEMO_MODEL_ID],
  };
}

type Paragraph = Exclude<DemoAction, DemoCall> | { kind: 'text'; text: string };

/** Where the turn stands is how many of its steps have called their tools. */
function nextStep(messages: readonly ModelMessage[]): {
  paragraphs: Paragraph[];
  calls: DemoCall[];
  language: DemoLanguage;
} {
  // A continued run goes on with what the person asked last.
  const asked = messages.findLastIndex((message) => message.role === 'user' && message.text !== CONTINUE_REQUEST);
  const question = messages[asked];
  const { language, steps } = planDemo(question?.role === 'user' ? question.text : '');
  const turn = messages.slice(asked + 1);
  const done = turn.filter((message) => message.role === 'assistant' && message.toolCalls.length > 0).length;
  const step = steps[Math.min(done, steps.length - 1)] ?? { say: [], calls: [] };

  const paragraphs: Paragraph[] = [];
  const answeredBefore = messages.slice(0, Math.max(asked, 0)).some((message) => message.role === 'assistant');
  if (!answeredBefore && done === 0) paragraphs.push({ kind: 'text', text: INTRODUCTION[language] });
  if (done > 0 && step.calls.length === 0) paragraphs.push({ kind: 'text', text: summarise(turn, language) });
  paragraphs.push(...step.say);
  const nothingUnderstood = steps.length === 1 && step.say.every((action) => action.kind === 'unknown');
  if (nothingUnderstood) paragraphs.push({ kind: 'help' });
  return { paragraphs, calls: step.calls, language };
}

type Voice = { language: DemoLanguage; apart: boolean; clock: Pick<Clock, 'after'>; signal: AbortSignal };

async function* utter(paragraph: Paragraph, voice: Voice): AsyncGenerator<Said, void> {
  const { language, apart } = voice;
  const lead = apart ? '\n\n' : '';
  switch (paragraph.kind) {
    case 'text':
      yield* speak('text', lead + paragraph.text, voice);
      break;
    case 'help':
      yield* speak('text', lead + helpText(language), voice);
      break;
    case 'unknown':
      yield* speak('text', lead + unknownText(language, paragraph.text), voice);
      break;
    case 'think':
      // A function as replacement: what people type may hold `$&`.
      yield* speak(
        'reasoning',
        THOUGHTS[language].replace('{about}', () => paragraph.about),
        voice,
      );
      yield* speak('text', lead + THOUGHT[language].replace('{about}', () => paragraph.about), voice);
      break;
    case 'stream':
      if (apart) yield { type: 'text', delta: lead };
      yield* recite(paragraph, voice);
      break;
    case 'fail':
      yield* speak('text', lead + BEFORE_FAILURE[language], voice);
      throw new ProtocolError('MODEL_UNAVAILABLE', FAILURE[language]);
  }
}

/** Word by word; Chinese a few characters at a time. */
async function* speak(type: Said['type'], text: string, { clock, signal }: Voice): AsyncGenerator<Said, void> {
  for (const [delta] of text.matchAll(/[\p{Script=Han}\p{P}]{1,4}|[^\s\p{Script=Han}]+\s*|\s+/gu)) {
    yield { type, delta };
    await pause(clock, ANSWER_PACE_MS, signal);
  }
}

async function* recite(
  { tokens, fast }: { tokens: number; fast: boolean },
  { language, clock, signal }: Voice,
): AsyncGenerator<Said, void> {
  for (let index = 0; index < tokens; index += 1) {
    if (index > 0 && !fast) await pause(clock, STREAM_PACE_MS, signal);
    else if (index > 0 && index % FAST_BURST === 0) await setImmediate();
    signal.throwIfAborted();
    yield { type: 'text', delta: proseToken(language, index) };
  }
}
