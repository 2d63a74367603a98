'use client';

import { useRef } from 'react';

type Handlers = { onOpenAutoFocus: () => void; onCloseAutoFocus: (event: Event) => void };

/**
 * For the content of a layer that no trigger of its own opened, but a key or a command: when it closes, the focus goes back to
 * where it was, if that is still there. Radix gives it to the trigger only.
 */
export function useReturnFocus(): Handlers {
  const before = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement;
    },
    onCloseAutoFocus: (event) => {
      const { current } = before;
      if (!(current instanceof HTMLElement) || !current.isConnected || current === document.body) return;
      event.preventDefault();
      current.focus();
    },
  };
}
