'use client';

import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';

const NEAR_PX = 48;

type Stick = {
  scroller: RefObject<HTMLDivElement | null>;
  content: RefObject<HTMLDivElement | null>;
  atBottom: boolean;
  toBottom: () => void;
};

/**
 * Keeps the end of a growing text in view for as long as the reader is at the end; whoever scrolls up stays where they read.
 * A change of `key` starts at the end again.
 */
export function useStickToBottom(key: string): Stick {
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const sticks = useRef(true);
  const [atBottom, setAtBottom] = useState(true);

  const toBottom = useCallback(() => {
    sticks.current = true;
    setAtBottom(true);
    const box = scroller.current;
    if (box) box.scrollTop = box.scrollHeight;
  }, []);

  useEffect(() => {
    const box = scroller.current;
    const inner = content.current;
    if (!box || !inner) return;
    toBottom();
    let lastTop = box.scrollTop;
    const scrolled = (): void => {
      const near = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
      // Growing text moves the end away without moving the reader: only scrolling up lets go.
      if (near) sticks.current = true;
      else if (box.scrollTop < lastTop - 1) sticks.current = false;
      lastTop = box.scrollTop;
      setAtBottom(sticks.current);
    };
    const grown = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight;
    });
    grown.observe(inner);
    grown.observe(box);
    box.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      grown.disconnect();
      box.removeEventListener('scroll', scrolled);
    };
  }, [key, toBottom]);

  return { scroller, content, atBottom, toBottom };
}
