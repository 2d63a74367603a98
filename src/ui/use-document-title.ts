'use client';

import { useEffect } from 'react';

/** What the tab of the browser is called, while the component is there and `title` is known. */
export function useDocumentTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · OpenFoal`;
  }, [title]);
}
