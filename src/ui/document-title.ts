'use client';

import { useEffect } from 'react';

/**
 * What the tab of the browser is called: what is open in it, and how many approvals wait: `(2) Policy · OpenFoal`. Both are kept
 * here and written by one observer: the framework writes the title of the page's metadata when that arrives, which can be later,
 * and two who each write over whoever wrote last never end.
 */
const shown: { names: string[]; waiting: number } = { names: [], waiting: 0 };
let observer: MutationObserver | undefined;

/** The tab is called so while the component is there and `name` is known; of several the one that came last counts. */
export function useDocumentTitle(name: string | undefined): void {
  useEffect(() => {
    if (name === undefined) return;
    shown.names.push(name);
    show();
    return () => {
      shown.names.splice(shown.names.lastIndexOf(name), 1);
      show();
    };
  }, [name]);
}

/** How many approvals wait, before the name. */
export function useWaitingInTitle(count: number): void {
  useEffect(() => {
    shown.waiting = count;
    show();
    return () => {
      shown.waiting = 0;
      show();
    };
  }, [count]);
}

function show(): void {
  if (!observer) {
    observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
  }
  const name = shown.names.at(-1);
  const title = name === undefined ? 'OpenFoal' : `${name} · OpenFoal`;
  const wanted = shown.waiting > 0 ? `(${shown.waiting}) ${title}` : title;
  if (document.title !== wanted) document.title = wanted;
}
