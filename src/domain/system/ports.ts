import type { Finding, Setting } from '../../protocol/entities.ts';

/** The machine that the gateway runs on, and how the gateway was set up. */
export interface Machine {
  /** What doctor finds from inside a running gateway. What was found is kept for a few seconds, and found once for all who ask. */
  examine(): Promise<Finding[]>;
  /** What is in force, as it was read at start. No secret is in it. */
  readonly settings: readonly Setting[];
}
