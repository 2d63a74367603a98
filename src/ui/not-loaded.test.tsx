// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { lazy, Suspense } from 'react';
import { afterEach, expect, test } from 'vitest';
import { renderPage } from './chat/page.fixture.tsx';
import { orNotLoaded } from './not-loaded.tsx';

afterEach(cleanup);

test('a part that cannot be loaded says so in its place, and the page around it stays', async () => {
  const Part = lazy(async () => ({ default: await orNotLoaded<object>(Promise.reject(new Error('away'))) }));
  renderPage(
    <>
      <h1>The page</h1>
      <Suspense>
        <Part />
      </Suspense>
    </>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('could not be loaded');
  expect(screen.getByRole('heading').textContent).toBe('The page');
});
