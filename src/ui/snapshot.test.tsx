// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CallFailure } from '../client/call-failure.ts';
import type { ConnectionState } from '../client/gateway-client.ts';
import { renderPage } from './chat/page.fixture.tsx';
import { Snapshot } from './snapshot.tsx';

let connection: ConnectionState;
vi.mock('./gateway-provider.tsx', () => ({ useConnection: () => connection }));
beforeEach(() => {
  connection = 'open';
});
afterEach(cleanup);

const refused = new CallFailure('no', { code: 'FORBIDDEN', message: 'Not you.', retryable: false, traceId: 'trace_9' });

function show(query: { data?: string; error?: unknown }) {
  const refetch = vi.fn<() => void>();
  renderPage(
    <Snapshot query={{ data: query.data, error: query.error ?? null, dataUpdatedAt: 0, refetch }}>
      {(data) => <p>{data}</p>}
    </Snapshot>,
  );
  return refetch;
}

test('what is on its way has its place', () => {
  show({});
  expect(screen.getByRole('status').getAttribute('aria-label')).toBe('Loading…');
});

test('a refusal says why, with its trace, and another try asks again', () => {
  const refetch = show({ error: refused });
  expect(screen.getByRole('alert').textContent).toContain('FORBIDDEN · trace_9');
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(refetch).toHaveBeenCalledOnce();
});

test('what was answered last stays when a later answer fails, and says from when it is', () => {
  show({ data: 'known', error: refused });
  expect(screen.getByText('known')).toBeTruthy();
  expect(screen.getByRole('alert')).toBeTruthy();
  expect(screen.getByTestId('as-of').textContent).toContain('12:00:00 AM');
});

test('without a connection what is known stays, with its time and without an alarm of its own', () => {
  connection = 'offline';
  show({ data: 'known' });
  expect(screen.getByText('known')).toBeTruthy();
  expect(screen.getByTestId('as-of')).toBeTruthy();
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a fresh answer stands alone', () => {
  show({ data: 'known' });
  expect(screen.queryByTestId('as-of')).toBeNull();
});
