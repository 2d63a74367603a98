/** What is measured inside a page: noted by a script that runs before anything of ours, read when the work is done. */
import type { Page } from '@playwright/test';

export type Noted = { interactiveMs?: number; longTasksMs: number[]; keysMs: number[] };

declare global {
  interface Window {
    noted: Noted;
  }
}

/** Notes from the next navigation on: `selector` is what a person would use first. */
export async function noteIn(page: Page, selector: string): Promise<void> {
  await page.addInitScript((wanted) => {
    const noted: Noted = { longTasksMs: [], keysMs: [] };
    window.noted = noted;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.longTasksMs.push(duration);
    }).observe({ type: 'longtask' });
    // React keeps its props on an element once it listens to it: before, a key pressed there is lost.
    const look = (): void => {
      const element = document.querySelector(wanted);
      if (element && Object.keys(element).some((key) => key.startsWith('__reactProps'))) {
        noted.interactiveMs = performance.now();
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        // The message arrives once the frame that shows the key has been handed on.
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => noted.keysMs.push(performance.now() - timeStamp);
          port2.postMessage(undefined);
        });
      },
      { capture: true },
    );
  }, selector);
}

export const readNoted = (page: Page): Promise<Noted> => page.evaluate(() => window.noted);

/** Forgets what was noted until now. */
export const noteAnew = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.noted.longTasksMs.length = 0;
    window.noted.keysMs.length = 0;
  });

/** The heap of the page after a collection, in MB. */
export async function heapMb(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 2 ** 20;
}
