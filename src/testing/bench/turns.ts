/** One session, one turn after the other: a whole turn, the first token, a tool round, a long answer. */
import { type Bench, WAYS } from './bench.ts';
import type { Lane, Turn } from './lanes.ts';

const STREAM = 'bench:tokens=5000';
/** A server that runs for weeks is measured warm. */
const WARM_UP = 100;

export async function measureTurns(bench: Bench): Promise<void> {
  const { samples, lanes, quick } = bench;
  const count = quick ? 30 : 60;
  for (const way of WAYS) {
    const lane = await lanes[way]();
    await oneByOne(lane, 'hi', WARM_UP);
    const turns = await oneByOne(lane, 'hi', count);
    samples.add('turn', way, turns.map(wholeMs));
    samples.add('first token', way, turns.map(firstMs));
    lane.close();
  }
}

export async function measureToolRounds(bench: Bench): Promise<void> {
  for (const way of ['durable', 'openfoal'] as const) {
    const lane = await bench.lanes[way]();
    await lane.turn('bench:tool');
    const count = bench.quick ? 15 : 30;
    const rounds = toolRounds(bench, count);
    await oneByOne(lane, 'bench:tool', count);
    bench.samples.add('tool round', way, await rounds);
    lane.close();
  }
}

/** The next `count` tool rounds as the model saw them. */
function toolRounds({ model }: Bench, count: number): Promise<number[]> {
  const rounds: number[] = [];
  return new Promise((resolve) => {
    model.onLine(({ toolRoundMs }) => {
      if (rounds.length < count) rounds.push(Number(toolRoundMs));
      if (rounds.length === count) resolve(rounds);
    });
  });
}

export async function measureStreams(bench: Bench): Promise<void> {
  for (const way of WAYS) {
    const lane = await bench.lanes[way]();
    await lane.turn(STREAM);
    const turns = await oneByOne(lane, STREAM, bench.quick ? 5 : 10);
    bench.samples.add('stream', way, turns.map(wholeMs));
    bench.samples.add('stream first', way, turns.map(firstMs));
    lane.close();
  }
}

async function oneByOne(lane: Lane, input: string, count: number): Promise<Turn[]> {
  const turns: Turn[] = [];
  while (turns.length < count) {
    const turn = await lane.turn(input);
    if (!turn.ok) throw new Error(`a turn failed: ${input}`);
    turns.push(turn);
  }
  return turns;
}

const wholeMs = (turn: Turn): number => turn.wholeMs;
const firstMs = (turn: Turn): number => turn.firstMs;
