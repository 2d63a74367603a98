import { describe, expect, test } from 'vitest';
import { costAtMost, isFree, quote } from './estimate.ts';

/** A dollar for a thousand tokens of input, two for a thousand of output. */
const price = { input: 1_000, output: 2_000 };
const model = { price, maxOutputTokens: 8_000 };

describe('a call is refused', () => {
  test('when its input alone costs more than is left', () => {
    expect(quote(model, 800, { leftUsd: 0.99 })).toEqual({ ok: false, neededUsd: expect.closeTo(1.512) });
  });

  test('when less than a useful answer could be paid', () => {
    expect(quote(model, 800, { leftUsd: 1.51 })).toMatchObject({ ok: false });
    expect(quote(model, 800, { leftUsd: 1.52 })).toMatchObject({ ok: true });
  });

  test('when less than what the caller needs could be paid', () => {
    expect(quote(model, 800, { leftUsd: 2, leastTokens: 512 })).toMatchObject({ ok: false });
  });
});

test('what is left bounds the answer, and no more than that is reserved', () => {
  const { quote: quoted } = quote(model, 800, { leftUsd: 3 }) as { quote: unknown };
  expect(quoted).toEqual({ inputTokens: 1_000, maxOutputTokens: 1_000, reservedUsd: 3 });
});

test('an answer is bounded by the model, and by what is reasonable', () => {
  expect(quote(model, 0, { leftUsd: 1e9 })).toMatchObject({ quote: { maxOutputTokens: 8_000 } });
  const huge = { price, maxOutputTokens: 1_000_000 };
  expect(quote(huge, 0, { leftUsd: 1e9 })).toMatchObject({ quote: { maxOutputTokens: 16_384 } });
  const tiny = { price, maxOutputTokens: 100 };
  expect(quote(tiny, 0, { leftUsd: 0.2 })).toMatchObject({ quote: { maxOutputTokens: 100 } });
});

test('a quarter more input is reckoned with than was counted, all at its dearest', () => {
  expect(quote({ ...model, price: { ...price, cacheWrite: 1_250 } }, 800, { leftUsd: 100 })).toMatchObject({
    quote: { inputTokens: 1_000, reservedUsd: 1.25 + 16 },
  });
});

test('a long call is reckoned at the price of long calls', () => {
  const long = { ...price, long: { aboveTokens: 1_000, input: 2_000, output: 3_000 } };
  expect(costAtMost(long, { inputTokens: 1_000, outputTokens: 1_000 })).toBe(3);
  expect(costAtMost(long, { inputTokens: 1_001, outputTokens: 1_000 })).toBeCloseTo(5.002, 10);
});

test('free is what costs nothing for input and output', () => {
  expect([{ input: 0, output: 0 }, { input: 0, output: 1 }, price].map(isFree)).toEqual([true, false, false]);
});
