'use client';

import { useState } from 'react';

/** A value made from `source` that goes on from the one made before it, so that what did not change stays the same value. */
export function useGrown<S, T>(source: S, grow: (source: S, before: T | undefined) => T): T {
  const [made, setMade] = useState(() => ({ source, value: grow(source, undefined) }));
  if (made.source === source) return made.value;
  const next = { source, value: grow(source, made.value) };
  setMade(next);
  return next.value;
}
