/**
 * Looks at all class names that a test draws: two that say the same of one element are a mistake, because which of them wins is up to the
 * style sheet. tailwind-merge knows what Tailwind's classes say: it is asked here, and not by each browser at each drawing.
 */
import type * as clsxModule from 'clsx';
import { twMerge } from 'tailwind-merge';
import { vi } from 'vitest';

vi.mock('clsx', async (importOriginal) => {
  const original = await importOriginal<typeof clsxModule>();
  const clsx: typeof original.clsx = (...classes) => {
    const joined = original.clsx(...classes);
    const left = new Set(twMerge(joined).split(' '));
    const beaten = joined.split(' ').filter((name) => !left.has(name));
    if (beaten.length > 0) throw new Error(`class names contradict each other: ${beaten.join(' ')} in "${joined}"`);
    return joined;
  };
  return { ...original, clsx };
});
