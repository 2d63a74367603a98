// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  journal,
  output,
  required,
  resolved,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript, type ToolItem } from '../../client/fold/transcript.ts';
import { toolSummary, withoutEscapes } from '../../client/tool-summary.ts';
import { renderPage } from './page.fixture.tsx';
import { ToolCard } from './tool-card.tsx';

afterEach(cleanup);

function show(...entries: Parameters<typeof journal>[0]) {
  const events = journal([accepted('r'), toolCall('r', 't'), ...entries]);
  const { items, approvals } = foldAll(emptyTranscript(SESSION_ID), events);
  const item = items.find((each): each is ToolItem => each.kind === 'tool');
  if (!item) throw new Error('no tool call');
  const approval = item.approvalId === undefined ? undefined : approvals[item.approvalId];
  return renderPage(<ToolCard item={item} approval={approval} onResolve={() => Promise.resolve(undefined)} />);
}

describe('the tool card', () => {
  test('a call that waits asks, and one that was answered does not', () => {
    show(required('r', 't'));
    expect(screen.getByTestId('approval-card')).toBeTruthy();
    cleanup();
    show(required('r', 't'), resolved('r', 't'));
    expect(screen.queryByTestId('approval-card')).toBeNull();
  });

  test('an outcome that nobody knows is said in so many words', () => {
    show(result('r', 't', { status: 'unknown', output: undefined, exitCode: undefined }));
    expect(screen.getByText('outcome unknown')).toBeTruthy();
    expect(screen.getByText(/may or may not have had an effect/)).toBeTruthy();
  });

  test('says name, summary, status, duration and exit code', () => {
    show(result('r', 't', { status: 'failed', durationMs: 1234, exitCode: 2, output: 'boom' }));
    const text = screen.getByTestId('tool-card').textContent;
    for (const said of ['bash.exec', 'ls', 'failed', '1.2 s', 'exit 2', 'boom']) expect(text).toContain(said);
  });

  test('live output shows the end of each stream, without the colours of a terminal', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `\u001b[32mline ${i}\u001b[0m\n`).join('');
    show(output('r', 't', [0, lines]), output('r', 't', [0, 'careful', 'stderr']));
    const [live, errors] = screen.getAllByTestId('tool-output');
    expect(live?.textContent).toBe(`…\n${Array.from({ length: 6 }, (_, i) => `line ${24 + i}`).join('\n')}`);
    expect(errors?.textContent).toBe('careful');
  });

  test('all of it, with arguments, rule and answer, is one press away', () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
    show(
      required('r', 't'),
      resolved('r', 't', { scope: 'session' }),
      result('r', 't', { output: text, truncatedBytes: 12 }),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(screen.getByTestId('tool-output').textContent).toBe(text);
    const all = screen.getByTestId('tool-card').textContent;
    for (const said of ['"command": "ls"', 'tools:bash.exec', 'Approved for this session', '12 bytes left out']) {
      expect(all).toContain(said);
    }
  });
});

test.each([
  [{ command: 'ls -la' }, 'ls -la'],
  [{ command: 'set -e\nmake' }, 'set -e …'],
  [{ argv: ['git', 'log'] }, 'git log'],
  [{ path: 'src/a.ts', content: '…' }, 'src/a.ts'],
  [{ method: 'GET', url: 'https://a.example/' }, 'GET https://a.example/'],
  [{ pattern: 'TODO', path: 'src' }, 'TODO (src)'],
  [{ query: 'tabs' }, 'tabs'],
  [{ text: 'Likes tabs.\nAlways.' }, 'Likes tabs. …'],
  [{ other: 'x' }, '{"other":"x"}'],
  [{}, ''],
])('%j is summed up as %j', (args, summary) => {
  expect(toolSummary(args)).toBe(summary);
});

test('escape sequences are taken out and text is left alone', () => {
  expect(withoutEscapes('\u001b[1;31mred\u001b[0m \u001b]0;title\u0007[0m 中')).toBe('red [0m 中');
});
