// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { NuqsTestingAdapter } from 'nuqs/adapters/testing';
import type { ReactNode } from 'react';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sessionOf } from '../client/fold/journal.fixture.ts';
import { EMPTY_LIST, withSessions } from '../client/fold/session-list.ts';
import { PageSection } from './console/settings/page-section.tsx';
import { fakeGateway, renderWith } from './gateway.fixture.tsx';
import { SiteFrame } from './site-frame.tsx';
import { SINGLE_KEYS } from './use-shortcuts.ts';

const next = vi.hoisted(() => ({ path: '/', push: vi.fn<(path: string) => void>() }));
vi.mock('next/navigation', () => ({ useRouter: () => ({ push: next.push }), usePathname: () => next.path }));
vi.mock('nuqs/adapters/next/app', () => ({ NuqsAdapter: NuqsTestingAdapter }));
// The one that the test puts around the frame.
vi.mock('./gateway-provider.tsx', async (original) => ({
  ...(await original<object>()),
  GatewayProvider: ({ children }: { children: ReactNode }) => children,
}));

beforeAll(() => {
  // jsdom lays nothing out.
  globalThis.ResizeObserver = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  Element.prototype.scrollIntoView = () => {};
});
beforeEach(() => {
  next.push.mockReset();
  localStorage.clear();
  window.history.replaceState(null, '', '/');
});
afterEach(cleanup);

const list = withSessions(EMPTY_LIST, [sessionOf({ id: 'b', title: 'Pears' })]);

function open(path: string) {
  next.path = path;
  return renderWith(
    fakeGateway({ list, methods: [] }),
    <SiteFrame sidePort={false} build={undefined}>
      <PageSection />
    </SiteFrame>,
  );
}
const press = (key: string, more: object = {}) => fireEvent.keyDown(document.body, { key, ...more });
const palette = () => screen.findByRole('dialog', { name: 'Commands' });

describe.each(['/', '/s/b', '/console', '/console/sessions/b', '/approve/apr_1'])('on %s', (path) => {
  test('Ctrl K opens the palette, and again closes it; ? opens the sheet of keys', async () => {
    open(path);
    press('k', { ctrlKey: true });
    await palette();
    press('k', { ctrlKey: true });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    press('?', { shiftKey: true });
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeTruthy();
  });
});

test.each([
  ['/s/a', [], '/s/b'],
  ['/console/audit', ['/s/b'], '/'],
  ['/approve/apr_1', ['/s/b'], '/'],
])('from %s a session is opened: in the chat at once, from elsewhere as a page', async (path, pushed, shown) => {
  open(path);
  press('k', { ctrlKey: true });
  await palette();
  fireEvent.click(screen.getByText('Pears'));
  expect(next.push.mock.calls.flat()).toEqual(pushed);
  expect(window.location.pathname).toBe(shown);
});

test('a character that is turned off in the settings of the console does nothing any more, a combination does', async () => {
  open('/console/settings');
  fireEvent.click(screen.getByRole('switch', { name: /Shortcuts of a single character/ }));
  expect(localStorage.getItem(SINGLE_KEYS)).toBe('off');
  press('?', { shiftKey: true });
  press('k', { ctrlKey: true });
  await palette();
  expect(screen.getAllByRole('dialog')).toHaveLength(1);
});
