import { expect, test } from 'vitest';
import { ALONE_MS, createApprovalKeys, GRACE_MS } from './approval-keys.ts';

function keyboard() {
  let time = 0;
  let waiting: { at: number; callback: () => void } | undefined;
  const chosen: string[] = [];
  const keys = createApprovalKeys({
    choose: (choice) => chosen.push(choice),
    now: () => time,
    after: (delayMs, callback) => {
      waiting = { at: time + delayMs, callback };
      return () => {
        waiting = undefined;
      };
    },
  });
  const passes = (ms: number): void => {
    time += ms;
    if (!waiting || waiting.at > time) return;
    const { callback } = waiting;
    waiting = undefined;
    callback();
  };
  return { keys, chosen, passes };
}

test.each([
  ['a', 'once'],
  ['s', 'session'],
  ['r', 'reject'],
])('%s, alone, once the card has stood for a moment: %s', (name, choice) => {
  const { keys, chosen, passes } = keyboard();
  keys.shown();
  passes(GRACE_MS);
  keys.pressed({ name });
  passes(ALONE_MS);
  expect(chosen).toEqual([choice]);
});

test('a key that was on its way when the card appeared decides nothing', () => {
  const { keys, chosen, passes } = keyboard();
  keys.shown();
  passes(GRACE_MS - 1);
  keys.pressed({ name: 'a' });
  passes(1_000);
  expect(chosen).toEqual([]);
});

test('a letter of a word or of a paste decides nothing, be it the first, a middle one or the last', () => {
  for (const word of ['also', 'sa', 'ra', 'xa']) {
    const { keys, chosen, passes } = keyboard();
    keys.shown();
    passes(GRACE_MS);
    for (const name of word) {
      keys.pressed({ name });
      passes(ALONE_MS - 1);
    }
    passes(1_000);
    expect(chosen).toEqual([]);
  }
});

test('a key after the card is gone, a second key, and a key with Ctrl decide nothing', () => {
  const { keys, chosen, passes } = keyboard();
  keys.shown();
  passes(GRACE_MS);
  keys.pressed({ name: 'a', ctrl: true });
  passes(1_000);
  keys.pressed({ name: 'a' });
  keys.gone();
  passes(1_000);
  keys.pressed({ name: 'a' });
  passes(1_000);
  expect(chosen).toEqual([]);
});

test('one card is decided once', () => {
  const { keys, chosen, passes } = keyboard();
  keys.shown();
  passes(GRACE_MS);
  keys.pressed({ name: 'a' });
  passes(ALONE_MS);
  keys.pressed({ name: 'r' });
  passes(1_000);
  expect(chosen).toEqual(['once']);
});
