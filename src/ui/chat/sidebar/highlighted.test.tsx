// @vitest-environment jsdom
import { render } from '@testing-library/react';
import { expect, test } from 'vitest';
import { Highlighted } from './highlighted.tsx';

const html = (text: string, ranges: [number, number][]) => {
  const { container } = render(<Highlighted text={text} ranges={ranges} />);
  return container.innerHTML.replaceAll(/ class="[^"]*"/g, '');
};

test.each([
  ['nothing found', [], 'nothing found'],
  ['abc', [[0, 1]], '<mark>a</mark>bc'],
  ['买牛奶和面包', [[1, 3]], '买<mark>牛奶</mark>和面包'],
  [
    'a b a',
    [
      [0, 1],
      [4, 5],
    ],
    '<mark>a</mark> b <mark>a</mark>',
  ],
  ['<b>', [[0, 3]], '<mark>&lt;b&gt;</mark>'],
] as [string, [number, number][], string][])('%s with %j', (text, ranges, expected) => {
  expect(html(text, ranges)).toBe(expected);
  expect(html(text, ranges).replaceAll(/<\/?mark>/g, '')).toBe(html(text, []));
});
