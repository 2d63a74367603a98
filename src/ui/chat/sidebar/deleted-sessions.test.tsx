// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallFailure } from '../../../client/call-failure.ts';
import { sessionOf } from '../../../client/fold/journal.fixture.ts';
import type { Session } from '../../../protocol/entities.ts';
import { fakeGateway, renderWith } from '../../gateway.fixture.tsx';
import { errorTexts } from '../../i18n/error-texts.ts';
import type { Locale } from '../../i18n/locales.ts';
import { SessionSidebar } from '../session-sidebar.tsx';

const NOW = Date.parse('2026-11-29T12:00:00.000Z');
const daysAgo = (days: number) => new Date(NOW - days * 86_400_000).toISOString();

beforeEach(() => {
  localStorage.clear();
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

type Options = { refuse?: boolean; locale?: Locale };

function open(deleted: Session[], { refuse = false, locale = 'en' }: Options = {}) {
  let left = deleted;
  const fake = fakeGateway({
    answers: {
      'sessions.list': ({ deleted: asked }) => ({ items: asked === true ? left : [] }),
      'sessions.restore': ({ sessionId }) => {
        if (refuse) throw new CallFailure('no', { code: 'NOT_FOUND', message: 'm', retryable: false, traceId: 't' });
        const { deletedAt: _gone, ...session } = left.find(({ id }) => id === sessionId) ?? sessionOf({});
        left = left.filter(({ id }) => id !== sessionId);
        return session;
      },
    },
  });
  renderWith(fake, <SessionSidebar currentId={undefined} />, locale);
  fireEvent.click(screen.getByRole('button', { name: locale === 'en' ? 'Archive' : '归档' }));
  return fake;
}
const rows = () => screen.queryAllByTestId('deleted-session').map(({ textContent }) => textContent);

describe('deleted sessions', () => {
  test('where there are none, nothing speaks of them', async () => {
    const { asked } = open([]);
    await waitFor(() => expect(asked.some(([, { deleted }]) => deleted === true)).toBe(true));
    await screen.findByText(/Nothing is archived/);
    expect(screen.queryByText('Deleted')).toBeNull();
  });

  test('one whose time was over meanwhile: it is said, and the list is asked for again', async () => {
    const { asked } = open([sessionOf({ id: 'a', title: 'Late', deletedAt: daysAgo(29) })], { refuse: true });
    const restore = await screen.findByRole('button', { name: 'Restore Late' });
    const times = () => asked.filter(([, { deleted }]) => deleted === true).length;
    const before = times();
    fireEvent.click(restore);
    expect(await screen.findByText(errorTexts.en.NOT_FOUND)).toBeTruthy();
    await waitFor(() => expect(times()).toBe(before + 1));
  });

  test.each<[Locale, string[]]>([
    ['en', ['ApplesGone for good in 30 daysRestore', 'PearsGone for good in 6 hoursRestore']],
    ['zh-CN', ['Apples30天后永久删除恢复', 'Pears6小时后永久删除恢复']],
  ])('in %s say how long they can still be had back', async (locale, texts) => {
    open(
      [
        sessionOf({ id: 'a', title: 'Apples', deletedAt: daysAgo(0) }),
        sessionOf({ id: 'p', title: 'Pears', deletedAt: daysAgo(29.75) }),
      ],
      { locale },
    );
    await waitFor(() => expect(rows()).toEqual(texts));
    const [time] = screen.getAllByTestId('deleted-session').map((row) => row.querySelector('time'));
    expect(time?.dateTime).toBe('2026-12-29T12:00:00.000Z');
  });

  test.each([
    [false, 'Back in the list: Apples'],
    [true, 'Back in the archive: Apples'],
  ])('one that is restored (archived: %s) leaves the list, and the focus does not get lost', async (archived, said) => {
    const { calls } = open([
      sessionOf({ id: 'a', title: 'Apples', archived, deletedAt: daysAgo(1) }),
      sessionOf({ id: 'p', title: 'Pears', deletedAt: daysAgo(2) }),
    ]);
    const list = await screen.findByRole('region', { name: 'Deleted' });
    fireEvent.click(within(list).getByRole('button', { name: 'Restore Apples' }));
    expect(await screen.findByText(said)).toBeTruthy();
    await waitFor(() => expect(rows()).toHaveLength(1));
    expect(calls.filter(({ method }) => method === 'sessions.restore').map(({ input }) => input)).toEqual([
      { sessionId: 'a' },
    ]);
    expect(document.activeElement?.textContent).toBe('Deleted');
    fireEvent.click(within(list).getByRole('button', { name: 'Restore Pears' }));
    await waitFor(() => expect(rows()).toEqual([]));
    expect(document.activeElement?.textContent).toBe('New session');
  });
});
