'use client';

import { type ReactNode, startTransition, useEffect, useRef, useState } from 'react';

/** A browser without idle callbacks draws with the next task. */
const whenIdle = (callback: () => void): (() => void) => {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(callback);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(callback, { timeout: 2_000 });
  return () => cancelIdleCallback(handle);
};

/** A strip of it at the edge of the screen is nothing to look at yet. */
const SEEN = { threshold: 0.4 };

/** What takes long to draw is drawn once it is in view, each when the page has nothing else to do: it never holds up what is there. */
export function InItsTurn({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [due, setDue] = useState(false);
  useEffect(() => {
    const box = place.current;
    if (due || !box) return;
    let stop = (): void => {};
    const view = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      view.disconnect();
      stop = whenIdle(() => startTransition(() => setDue(true)));
    }, SEEN);
    view.observe(box);
    return () => {
      view.disconnect();
      stop();
    };
  }, [due]);
  return (
    <div ref={place} className="h-full">
      {due ? children : null}
    </div>
  );
}
