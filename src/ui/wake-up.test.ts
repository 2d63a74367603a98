// @vitest-environment jsdom
import { expect, test, vi } from 'vitest';
import { onWakeUp } from './wake-up.ts';

test.each([
  ['a tab comes to the front', () => document.dispatchEvent(new Event('visibilitychange'))],
  ['a frozen page goes on', () => document.dispatchEvent(new Event('resume'))],
  ['the network is back', () => window.dispatchEvent(new Event('online'))],
  ['the network went', () => window.dispatchEvent(new Event('offline'))],
  ['a page comes back from the memory of the browser', () => window.dispatchEvent(new Event('pageshow'))],
])('the connection is checked when %s, and not any more after it was let go', (_when, happen) => {
  const check = vi.fn<() => void>();
  const letGo = onWakeUp(check);
  happen();
  expect(check).toHaveBeenCalledTimes(1);
  letGo();
  happen();
  expect(check).toHaveBeenCalledTimes(1);
});

test('a tab that goes to the back is left alone', () => {
  const check = vi.fn<() => void>();
  const letGo = onWakeUp(check);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(check).not.toHaveBeenCalled();
  letGo();
});
