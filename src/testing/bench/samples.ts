/** What was measured: per figure and way, the samples of each round. */
import type { Way } from './lanes.ts';

export type Samples = {
  /** Adds one round of samples. */
  add(figure: string, way: Way, values: readonly number[]): void;
  /** The percentile of each round: the middle of them, and how far they went apart. */
  read(figure: string, way: Way, percentile: number): Reading | undefined;
};
export type Reading = { value: number; low: number; high: number };

export function createSamples(): Samples {
  const rounds = new Map<string, number[][]>();
  return {
    add: (figure, way, values) => {
      if (values.length === 0) return;
      const key = `${way}:${figure}`;
      rounds.set(key, [...(rounds.get(key) ?? []), [...values]]);
    },
    read: (figure, way, percentile) => {
      const all = rounds.get(`${way}:${figure}`)?.map((values) => percentileOf(values, percentile));
      if (all === undefined) return undefined;
      return { value: percentileOf(all, 50), low: Math.min(...all), high: Math.max(...all) };
    },
  };
}

/** Nearest rank. @throws Error without values */
export function percentileOf(values: readonly number[], percentile: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((percentile / 100) * sorted.length) - 1)];
  if (value === undefined) throw new Error('no samples');
  return value;
}
