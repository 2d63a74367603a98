'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useCallback } from 'react';
import { goTo } from './chat/use-route.ts';
import { placeAt } from './place.ts';

/** Goes to a page of the site from any other. Within the chat the page is here already and the server is not asked for one. */
export function useGo(): (path: string) => void {
  const router = useRouter();
  const here = placeAt(usePathname()).part;
  return useCallback(
    (path) => {
      const there = placeAt(path.replace(/\?.*$/, '')).part;
      if (here === 'chat' && there === 'chat') goTo(path);
      else router.push(path);
    },
    [here, router],
  );
}
