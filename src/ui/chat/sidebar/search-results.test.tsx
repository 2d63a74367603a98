// @vitest-environment jsdom
import { act, cleanup, screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, test } from 'vitest';
import { sessionOf } from '../../../client/fold/journal.fixture.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { SearchResults } from './search-results.tsx';

afterEach(cleanup);

const titled = (title: string) => ({ items: [{ ...sessionOf(), id: `ses_${title}`, title }] });
const saying = (text: string) => ({
  hits: [
    {
      sessionId: `ses_${text}`,
      title: text,
      seq: 1,
      role: 'user',
      snippet: text,
      ranges: [],
      createdAt: '2026-11-23T10:00:00.000Z',
    },
  ],
});

test('titles and messages of another search come at once: the row that has the focus does not go before', async () => {
  const answered = Promise.withResolvers<void>();
  const late = Promise.withResolvers<object>();
  const answers = {
    'sessions.list': ({ query }: Record<string, unknown>) => (query === 'pears' ? late.promise : titled('apples')),
    'sessions.search': ({ query }: Record<string, unknown>) => {
      if (query === 'pears') answered.resolve();
      return saying(String(query));
    },
  };
  let search = (_query: string): void => {};
  function Searching() {
    const [query, setQuery] = useState('apples');
    search = setQuery;
    return <SearchResults query={query} onChosen={() => {}} onLeave={() => {}} />;
  }
  renderWith(fakeGateway({ answers }), <Searching />);
  const [title] = await screen.findAllByRole('link');
  title?.focus();
  act(() => search('pears'));
  await act(async () => {
    await answered.promise;
    // A task later the page has drawn what it was answered.
    await new Promise((resolve) => setTimeout(resolve));
  });
  expect(screen.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual([
    '/s/ses_apples',
    '/s/ses_apples?seq=1',
  ]);
  expect(document.activeElement).toBe(title);
  await act(async () => late.resolve(titled('pears')));
  await waitFor(() => expect(screen.getByTestId('search-hit').textContent).toContain('pears'));
  expect(screen.getAllByRole('link')[0]?.textContent).toBe('pears');
});
