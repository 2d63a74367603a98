import { expect, test } from 'vitest';
import { createWholeCharacters } from './whole-characters.ts';

const [HIGH, LOW] = ['😀'.charAt(0), '😀'.charAt(1)];

test('the first half of a pair waits for the second', () => {
  const whole = createWholeCharacters();
  expect([whole.push(`a${HIGH}`), whole.push(`${LOW}b`), whole.end()]).toEqual(['a', '😀b', '']);
});

test('a half that is followed by something else goes out with it, as it was given', () => {
  const whole = createWholeCharacters();
  expect([whole.push(HIGH), whole.push('b'), whole.end()]).toEqual(['', `${HIGH}b`, '']);
});

test('a half at the end becomes the replacement character, once', () => {
  const whole = createWholeCharacters();
  expect([whole.push(HIGH), whole.push(''), whole.end(), whole.end()]).toEqual(['', '', '\uFFFD', '']);
});
