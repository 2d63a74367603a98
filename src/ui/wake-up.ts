/**
 * Calls `check` when this page may have slept or the network may have changed: a tab that comes to the front, a laptop that was
 * opened, a page that comes back from the browser's memory. Timers stood still meanwhile, so nobody noticed what was lost.
 */
export function onWakeUp(check: () => void): () => void {
  const seen = (): void => {
    if (document.visibilityState === 'visible') check();
  };
  document.addEventListener('visibilitychange', seen);
  document.addEventListener('resume', check);
  for (const name of WINDOW_EVENTS) window.addEventListener(name, check);
  return () => {
    document.removeEventListener('visibilitychange', seen);
    document.removeEventListener('resume', check);
    for (const name of WINDOW_EVENTS) window.removeEventListener(name, check);
  };
}

const WINDOW_EVENTS = ['online', 'offline', 'pageshow'] as const;
