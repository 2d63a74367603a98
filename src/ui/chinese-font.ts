'use client';

import { useEffect } from 'react';

let wanted = false;

/**
 * Loads the rules of Noto Sans SC, once, as soon as Chinese is on the page: they alone are 100 kB. The font itself is in pieces of which
 * a browser fetches those that it draws, and none where the system has a Chinese font, which stands before it in the list.
 */
export function useChineseFont(isThere: boolean): void {
  useEffect(() => {
    if (!isThere || wanted) return;
    wanted = true;
    const load = (): void => {
      // Without it the system draws what it can.
      import('./chinese-font-rules.ts').catch(() => {
        wanted = false;
      });
    };
    if (typeof requestIdleCallback === 'function') requestIdleCallback(load, { timeout: 2_000 });
    else setTimeout(load, 200);
  }, [isThere]);
}
