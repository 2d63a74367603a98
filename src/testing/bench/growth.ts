/**
 * One session that grows. A turn of the long session and one of a short session take turns, so that a noise of the machine hits
 * both; the model alone with a conversation of that length is the floor, since the whole of it is sent every time.
 */
import type { Bench } from './bench.ts';
import { modelTurn } from './model-turn.ts';

const SAMPLES = 20;

/** Answers the id of the long session. */
export async function measureGrowth({ samples, lanes, modelUrl, quick }: Bench): Promise<string> {
  const long = await lanes.openfoal();
  let turns = 0;
  const grow = async (to: number) => {
    for (; turns < to; turns += 1) await long.turn('hi');
  };
  for (const point of quick ? [500] : [500, 2000]) {
    await grow(point - SAMPLES / 2);
    const short = await lanes.openfoal();
    const longMs: number[] = [];
    const shortMs: number[] = [];
    for (let turn = 0; turn < SAMPLES; turn += 1) {
      shortMs.push((await short.turn('hi')).wholeMs);
      longMs.push((await long.turn('hi')).wholeMs);
      turns += 1;
    }
    samples.add(`turn ${point}`, 'openfoal', longMs);
    samples.add(`turn 10 beside ${point}`, 'openfoal', shortMs);
    samples.add(`turn ${point}`, 'floor', await directMs(modelUrl, point));
    samples.add(`turn 10 beside ${point}`, 'floor', await directMs(modelUrl, 10));
    short.close();
  }
  long.close();
  return long.sessionId;
}

async function directMs(modelUrl: string, turns: number): Promise<number[]> {
  const messages = Array.from({ length: turns }, () => [
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: ' token' },
  ]).flat();
  const took: number[] = [];
  while (took.length < SAMPLES) {
    const startedAt = performance.now();
    await modelTurn(modelUrl, [...messages, { role: 'user', content: 'hi' }], () => undefined);
    took.push(performance.now() - startedAt);
  }
  return took;
}
