// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  completed,
  journal,
  required,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { CallGroup } from './call-group.tsx';
import { groupItems } from './group-items.ts';
import { renderPage } from './page.fixture.tsx';

afterEach(cleanup);

type Entries = Parameters<typeof journal>[0];

const view = (...entries: Entries) => viewOf([toolCall('r', 'a'), toolCall('r', 'b')], entries);

function viewOf(calls: Entries, entries: Entries) {
  const events = journal([accepted('r'), ...calls, ...entries]);
  const { items, approvals } = foldAll(emptyTranscript(SESSION_ID), events);
  const drawn = groupItems(items);
  const group = drawn.find((entry) => entry.kind === 'calls');
  if (!group) throw new Error('no calls that follow each other');
  const past = drawn.at(-1) !== group;
  return <CallGroup group={group} approvals={approvals} past={past} onResolve={() => Promise.resolve(undefined)} />;
}
const cards = () => screen.queryAllByTestId('tool-card').length;
const head = () => screen.getByRole('button', { name: /2 calls/ });

describe('calls that follow each other', () => {
  test('are open while they run, and a line once they are done and the conversation goes on', () => {
    const page = renderPage(view(result('r', 'a')));
    expect(cards()).toBe(2);
    page.rerender(view(result('r', 'a'), result('r', 'b')));
    expect(cards()).toBe(2);
    page.rerender(view(result('r', 'a'), result('r', 'b'), completed('r', 'm', 'end')));
    expect(cards()).toBe(0);
    fireEvent.click(head());
    expect(cards()).toBe(2);
  });

  test('one alone has no head, stays open, and is not drawn anew when another one follows', () => {
    const page = renderPage(viewOf([toolCall('r', 'a')], [result('r', 'a'), completed('r', 'm', 'end')]));
    expect(screen.queryByTestId('call-group')).toBeNull();
    const card = screen.getByTestId('tool-card');
    page.rerender(view());
    expect(screen.getByTestId('call-group')).toBeDefined();
    expect(screen.getAllByTestId('tool-card')[0]).toBe(card);
  });

  test('stay open where one went wrong', () => {
    renderPage(view(result('r', 'a', { status: 'failed' }), result('r', 'b'), completed('r', 'm', 'end')));
    expect(cards()).toBe(2);
    expect(head().getAttribute('aria-expanded')).toBe('true');
  });

  test('of many, what went wrong is left once the conversation goes on, and the rest is a press away', () => {
    const ids = Array.from({ length: 20 }, (_, at) => `call_${at}`);
    const calls = ids.map((id) => toolCall('r', id));
    const ended = ids.map((id, at) => result('r', id, { status: at === 3 || at === 9 ? 'failed' : 'success' }));
    const page = renderPage(viewOf(calls, ended));
    expect(cards()).toBe(20);
    page.rerender(viewOf(calls, [...ended, completed('r', 'm', 'end')]));
    expect(screen.getAllByTestId('tool-card').map(({ dataset }) => dataset.status)).toEqual(['failed', 'failed']);
    fireEvent.click(screen.getByRole('button', { name: '18 more calls' }));
    expect(cards()).toBe(20);
  });

  test('of many that went wrong, the newest eight are left', () => {
    const ids = Array.from({ length: 60 }, (_, at) => `call_${at}`);
    const failing = ids.map((id) => result('r', id, { status: 'failed' }));
    renderPage(
      viewOf(
        ids.map((id) => toolCall('r', id)),
        [...failing, completed('r', 'm', 'end')],
      ),
    );
    expect(cards()).toBe(8);
    expect(screen.getByRole('button', { name: '52 more calls' })).toBeDefined();
  });

  test('can be folded up while they run, and the line says how they stand', () => {
    const page = renderPage(view());
    fireEvent.click(head());
    expect(cards()).toBe(0);
    expect(head().textContent).toContain('pending');
    page.rerender(view(result('r', 'a', { status: 'failed' })));
    expect(head().textContent).toContain('failed');
  });

  test('folded up, they open for a call that asks', () => {
    const page = renderPage(view());
    fireEvent.click(head());
    page.rerender(view(required('r', 'a', 'apr_1')));
    expect(cards()).toBe(2);
  });
});
