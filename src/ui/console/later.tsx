'use client';

import { type ReactNode, useDeferredValue } from 'react';

/** Is drawn after what is around it, piece by piece: a page full of charts keeps nobody from using its frame. */
export function Later({ children }: { children: ReactNode }): ReactNode {
  return useDeferredValue(true, false) ? children : null;
}
