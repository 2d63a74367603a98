import mergePatch from 'json-merge-patch';
import { expect, test } from 'vitest';
import { createMergePatch } from './merge-patch.ts';

test('keys that are gone become null, lists are replaced, what is the same is not in it', () => {
  const before = { gone: 1, list: [1, 2], same: { a: [1] }, deep: { x: 1, y: 2 } };
  const after = { list: [2], same: { a: [1] }, deep: { x: 1, y: 3 }, come: { z: 1 } };
  expect(createMergePatch(before, after)).toEqual({ gone: null, list: [2], deep: { y: 3 }, come: { z: 1 } });
});

test('an empty patch says that nothing changes, in whatever order the keys are', () => {
  expect(createMergePatch({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toEqual({});
});

test('an object in the place of a list, and the other way round, is replaced as a whole', () => {
  expect(createMergePatch({ a: [1], b: { c: 1 } }, { a: { c: 1 }, b: [1] })).toEqual({ a: { c: 1 }, b: [1] });
});

test('applied by the library of the gateway, it gives the draft: 500 pairs of documents', () => {
  const random = randomNumbers(20_261_129);
  for (let round = 0; round < 500; round += 1) {
    const before = fields(random, 3);
    const after = random() < 0.3 ? fields(random, 3) : changed(before, random);
    const applied = mergePatch.apply(structuredClone(before), createMergePatch(before, after));
    expect(applied, JSON.stringify({ before, after })).toEqual(after);
  }
});

type Random = () => number;
type Fields = Record<string, unknown>;

/** The same numbers in every run. */
function randomNumbers(seed: number): Random {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

function fields(random: Random, depth: number): Fields {
  const count = Math.floor(random() * 5);
  return Object.fromEntries(
    Array.from({ length: count }, () => [`k${Math.floor(random() * 6)}`, value(random, depth - 1)]),
  );
}

function value(random: Random, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 6 : 3));
  if (kind === 0) return Math.floor(random() * 3);
  if (kind === 1) return `t${Math.floor(random() * 3)}`;
  if (kind === 2) return random() < 0.5;
  if (kind === 3) return Array.from({ length: Math.floor(random() * 3) }, () => value(random, depth - 1));
  return fields(random, depth);
}

function changed(before: Fields, random: Random): Fields {
  const after = structuredClone(before);
  for (const key of Object.keys(after)) {
    if (random() < 0.3) delete after[key];
    else if (random() < 0.4) after[key] = value(random, 2);
  }
  after[`n${Math.floor(random() * 3)}`] = value(random, 2);
  return after;
}
