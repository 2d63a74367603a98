/**
 * What fake model servers do, written once for all wire formats: a scene is what happens to one request, and a list of
 * scenes is what happens to the requests in their order.
 */
import type { EndReason, FakeFailure, FakeUsage, Voice } from './fake-voice.ts';

export type Act =
  | { text: string }
  | { reasoning: string }
  /** Arguments as an object, or as the text that a model made of them; they come in pieces of this many characters. */
  | { toolCall: { name: string; args: Record<string, unknown> | string; pieceChars?: number } }
  | { end: EndReason; usage?: FakeUsage }
  | { error: FakeFailure; message?: string }
  | { refuse: FakeFailure; message?: string; headers?: Record<string, string> }
  | { respond: { status: number; body: string; headers?: Record<string, string> } }
  | { contentType: string }
  | { raw: string }
  /** Goes on when the promise resolves; what was said before is on its way by then. */
  | { until: Promise<unknown> }
  /** Tells the test that the request got this far; what was said before is on its way by then. */
  | { tell: () => void }
  | 'keep-alive'
  | 'hollow'
  | 'reset'
  /** Says nothing more, and waits until the client is gone. */
  | 'hang';

/** The answer to one request. One that stops before its `end` leaves a stream that breaks off. */
export type Scene = readonly Act[];

export const USAGE: FakeUsage = { inputTokens: 10, outputTokens: 5 };
/** Short enough to cut escapes and surrogate pairs in two. */
const PIECE_CHARS = 3;

export function answer(text: string): Scene {
  return [{ text }, { end: 'stop' }];
}

/** One answer of a scripted conversation, as JSON may hold it. */
export type Answer = {
  reasoning?: string;
  text?: string;
  toolCalls?: { name: string; args: Record<string, unknown> }[];
};

/** Scenes of a model that answers so, one request after another: with tool calls it can drive a whole run. */
export function conversation(answers: readonly Answer[]): Scene[] {
  return answers.map(({ reasoning, text, toolCalls = [] }) => [
    'hollow',
    ...(reasoning === undefined ? [] : [{ reasoning }]),
    ...(text === undefined ? [] : words(text).map((word) => ({ text: word }))),
    ...toolCalls.map((toolCall) => ({ toolCall })),
    { end: toolCalls.length > 0 ? 'tool_calls' : 'stop' },
  ]);
}

function words(text: string): string[] {
  return text.match(/\S+\s*|\s+/gu) ?? [];
}

/** Plays the scene of that index; a request after the last one is refused, so that a test sees that it was made. */
export function playScenes(
  scenes: readonly Scene[],
): (voice: Voice, request: { closed: Promise<void> }, index: number) => Promise<void> {
  return async (voice, request, index) => {
    const scene = scenes[index];
    if (!scene) return voice.refuse('bad_request', `the script has no scene for request ${index + 1}`);
    let calls = 0;
    for (const act of scene) {
      if (act === 'keep-alive') voice.keepAlive();
      else if (act === 'hollow') voice.hollow();
      else if (act === 'reset') {
        await voice.flush();
        voice.reset();
      } else if (act === 'hang') {
        await voice.flush();
        await request.closed;
      } else if ('text' in act) voice.text(act.text);
      else if ('reasoning' in act) voice.reasoning(act.reasoning);
      else if ('toolCall' in act) {
        calls += 1;
        const { name, args, pieceChars = PIECE_CHARS } = act.toolCall;
        const json = typeof args === 'string' ? args : JSON.stringify(args);
        // Tools are called by their own names here; a dot cannot be on the wire.
        const id = `call_${index}_${calls}`;
        voice.toolCall({ id, name: name.replaceAll('.', '_'), pieces: cut(json, pieceChars) });
      } else if ('end' in act) voice.end(act.end, act.usage ?? USAGE);
      else if ('error' in act) voice.error(act.error, act.message ?? `fake ${act.error}`);
      else if ('refuse' in act) voice.refuse(act.refuse, act.message ?? `fake ${act.refuse}`, act.headers);
      else if ('respond' in act) voice.respond(act.respond.status, act.respond.body, act.respond.headers);
      else if ('contentType' in act) voice.contentType(act.contentType);
      else if ('raw' in act) voice.raw(act.raw);
      else {
        await voice.flush();
        if ('tell' in act) act.tell();
        else await act.until;
      }
    }
  };
}

function cut(text: string, chars: number): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += chars) pieces.push(text.slice(from, from + chars));
  return pieces;
}
