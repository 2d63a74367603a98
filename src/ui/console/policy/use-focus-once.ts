import { type RefObject, useEffect, useRef } from 'react';

/** Brings the element into sight and the focus to it, once for each thing that a link named. */
export function useFocusOnce<T extends HTMLElement>(named: string | undefined): RefObject<T | null> {
  const element = useRef<T>(null);
  useEffect(() => {
    if (named === undefined) return;
    element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView?.({ block: 'center' });
  }, [named]);
  return element;
}
