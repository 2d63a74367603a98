'use client';

import { useHello } from '../../use-hello.ts';

const NONE: readonly string[] = [];

/** The methods that this gateway offers; none until it has said. */
export function useMethods(): readonly string[] {
  return useHello()?.methods ?? NONE;
}
