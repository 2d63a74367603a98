'use client';

import { useEffect } from 'react';

/**
 * What the tab of the browser is called, while the component is there and `title` is known. The framework writes the title of
 * the page's metadata when that arrives, which can be later: whoever writes over it is written over.
 */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title === undefined) return;
    const wanted = `${title} · OpenFoal`;
    const keep = (): void => {
      if (document.title !== wanted) document.title = wanted;
    };
    keep();
    const observer = new MutationObserver(keep);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [title]);
}
