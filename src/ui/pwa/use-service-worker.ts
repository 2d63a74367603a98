'use client';

import { useEffect } from 'react';

/**
 * Registers the service worker of this build (public/sw.js). Another build is another script, which takes over at once. Without
 * a build, in development, one that was left behind on this address goes: it would show yesterday's files.
 */
export function useServiceWorker(build: string | undefined): void {
  useEffect(() => {
    if (typeof navigator.serviceWorker !== 'object') return;
    const { serviceWorker } = navigator;
    // Without it the page works as well, only not without a network: nobody has to know why it was refused.
    if (build === undefined) {
      void serviceWorker
        .getRegistrations()
        .then((all) => Promise.all(all.map((each) => each.unregister())))
        .catch(() => undefined);
      return;
    }
    const script = `/sw.js?${new URLSearchParams({ build }).toString()}`;
    void serviceWorker.register(script, { scope: '/', updateViaCache: 'none' }).catch(() => undefined);
  }, [build]);
}
