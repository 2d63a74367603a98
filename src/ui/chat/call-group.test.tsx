// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import { accepted, completed, journal, result, SESSION_ID, toolCall } from '../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { CallGroup } from './call-group.tsx';
import { groupItems } from './group-items.ts';
import { renderPage } from './page.fixture.tsx';

afterEach(cleanup);

function view(...entries: Parameters<typeof journal>[0]) {
  const events = journal([accepted('r'), toolCall('r', 'a'), toolCall('r', 'b'), ...entries]);
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

  test('stay open where one went wrong', () => {
    renderPage(view(result('r', 'a', { status: 'failed' }), result('r', 'b'), completed('r', 'm', 'end')));
    expect(cards()).toBe(2);
    expect(head().getAttribute('aria-expanded')).toBe('true');
  });

  test('can be folded up while they run', () => {
    renderPage(view());
    fireEvent.click(head());
    expect(cards()).toBe(0);
  });
});
