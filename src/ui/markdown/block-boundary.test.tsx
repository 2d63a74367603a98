// @vitest-environment jsdom
import { cleanup } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { renderPage } from '../chat/page.fixture.tsx';
import { Markdown } from './markdown.tsx';

vi.mock('react-markdown', () => ({
  default: ({ children }: { children: string }) => {
    if (children.includes('poison')) throw new RangeError('Maximum call stack size exceeded');
    return <b>{children.trim()}</b>;
  },
}));
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('a block that cannot be drawn is shown as plain text, and its neighbours are drawn', () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const page = renderPage(<Markdown text={'first\n\npoison *a*\n\nlast'} />).container;
  expect(page.textContent).toContain('poison *a*');
  expect([...page.querySelectorAll('b')].map((drawn) => drawn.textContent)).toEqual(['first', 'last']);
});
