/** The three fake model servers behind one door: the same scenes in each wire format. */
import { startFakeAnthropic } from './fake-anthropic.ts';
import type { FakeServer, FakeServerOptions } from './fake-http.ts';
import { chatVoice, startFakeOpenAi } from './fake-openai.ts';
import { startFakeOpenAiResponses } from './fake-openai-responses.ts';
import { playScenes, type Scene } from './fake-scenes.ts';

export const FAKE_WIRES = ['openai', 'openai-compatible', 'anthropic'] as const;
export type FakeWire = (typeof FAKE_WIRES)[number];

export type FakeModel = Omit<FakeServer, 'requests'> & {
  requests: {
    url: string;
    headers: Record<string, string | string[] | undefined>;
    body: object;
    closed: Promise<void>;
  }[];
};

/** `scenes[n]` is what the request n gets. */
export function startFakeModel(
  wire: FakeWire,
  { scenes, ...options }: FakeServerOptions & { scenes: readonly Scene[] },
): Promise<FakeModel> {
  const play = playScenes(scenes);
  switch (wire) {
    case 'openai':
      return startFakeOpenAiResponses({ ...options, script: play });
    case 'openai-compatible':
      return startFakeOpenAi({ ...options, script: (reply, request, index) => play(chatVoice(reply), request, index) });
    case 'anthropic':
      return startFakeAnthropic({ ...options, script: play });
  }
}
