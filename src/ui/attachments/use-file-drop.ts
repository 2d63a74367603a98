'use client';

import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Takes files that are dropped anywhere on the page, which a browser would else open in its place. Answers whether some are held
 * over it.
 */
export function useFileDrop(onFiles: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(onFiles);
  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;
    const held = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    window.addEventListener('dragenter', held, { signal });
    window.addEventListener('dragover', held, { signal });
    window.addEventListener(
      'dragleave',
      (event) => {
        // Only leaving the window has nowhere that it goes to.
        if (event.relatedTarget === null) setOver(false);
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        dropped([...(event.dataTransfer?.files ?? [])]);
      },
      { signal },
    );
    return () => left.abort();
  }, []);
  return over;
}
