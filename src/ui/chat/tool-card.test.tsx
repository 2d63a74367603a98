// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { fold, foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  failed,
  journal,
  output,
  required,
  resolved,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript, type ToolItem, type Transcript } from '../../client/fold/transcript.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import { renderWithGateway } from './gateway.fixture.tsx';
import { ToolCard } from './tool-card.tsx';

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

type Entries = Parameters<typeof journal>[0];

function eventsOf(entries: Entries) {
  const calls = entries[0]?.event === 'agent.tool_call' ? [] : [toolCall('r', 't')];
  return journal([accepted('r'), ...calls, ...entries]);
}

/** The card of the first call in what was folded; nothing as long as there is none. */
function Folded({ transcript: { items, approvals } }: { transcript: Transcript }) {
  const item = items.find((each): each is ToolItem => each.kind === 'tool');
  const approval = item?.approvalId === undefined ? undefined : approvals[item.approvalId];
  return item ? <ToolCard item={item} approval={approval} onResolve={() => Promise.resolve(undefined)} /> : null;
}

const start = emptyTranscript(SESSION_ID);
const show = (...entries: Entries) => renderWithGateway(<Folded transcript={foldAll(start, eventsOf(entries))} />);

/** What the card says once each event was drawn, and the line with the answer is there. */
async function followed(entries: Entries, line: string): Promise<string> {
  let transcript = start;
  const page = renderWithGateway(<Folded transcript={transcript} />);
  for (const event of eventsOf(entries)) {
    transcript = fold(transcript, event);
    const drawn = transcript;
    await act(async () => page.rerender(<Folded transcript={drawn} />));
  }
  return said(line);
}

/** The same of a page that is opened afterwards. */
function reloaded(entries: Entries, line: string): Promise<string> {
  show(...entries);
  return said(line);
}

async function said(line: string): Promise<string> {
  await screen.findByText(line);
  const text = screen.getByTestId('tool-card').textContent;
  cleanup();
  return text;
}

describe('the tool card', () => {
  test('a call that waits asks, and one that was answered does not', async () => {
    show(required('r', 't'));
    expect(await screen.findByTestId('approval-card')).toBeTruthy();
    cleanup();
    show(required('r', 't'), resolved('r', 't'));
    expect(screen.queryByTestId('approval-card')).toBeNull();
    expect(screen.getByTestId('approval-answer').textContent).toBe('Approved');
  });

  test.each<[string, Entries, string]>([
    ['approved', [resolved('r', 't')], 'Approved once by you'],
    ['approved for the session', [resolved('r', 't', { scope: 'session' })], 'Approved for this session by you'],
    [
      'rejected by somebody else',
      [resolved('r', 't', { status: 'rejected', decidedBy: 'user_2', comment: 'not today' })],
      'Rejected by user_2: not today',
    ],
    ['expired', [resolved('r', 't', { status: 'expired' })], 'Expired without an answer'],
    ['withdrawn', [resolved('r', 't', { status: 'superseded' }), failed('r', 'aborted')], 'Withdrawn'],
    ['approved and run', [resolved('r', 't'), output('r', 't', [0, 'a']), result('r', 't')], 'Approved once by you'],
  ])('one that was %s says the same to whoever saw it happen and after a reload', async (_name, answers, line) => {
    const entries = [required('r', 't'), ...answers];
    // The seconds of a call that has not ended would go on between the two.
    vi.useFakeTimers({ toFake: ['Date'] });
    expect(await reloaded(entries, line)).toBe(await followed(entries, line));
  });

  test('whoever answers with the keyboard stays in the card', async () => {
    const page = show(required('r', 't'));
    const question = screen.getByTestId('approval-card');
    question.focus();
    await act(async () => void fireEvent.keyDown(question, { key: 'a' }));
    const answered = foldAll(start, eventsOf([required('r', 't'), resolved('r', 't')]));
    await act(async () => page.rerender(<Folded transcript={answered} />));
    expect(document.activeElement).toBe(screen.getByTestId('approval-answer'));
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

  test('live output shows the end of each stream, in the colours of a terminal', () => {
    const lines = Array.from({ length: 30 }, (_, i) => `\u001b[32mline ${i}\u001b[0m\n`).join('');
    show(output('r', 't', [0, lines]), output('r', 't', [0, 'careful', 'stderr']));
    const [live, errors] = screen.getAllByTestId('tool-output');
    expect(live?.textContent).toBe(`…\n${Array.from({ length: 6 }, (_, i) => `line ${24 + i}`).join('\n')}`);
    expect(live?.querySelector('.term-fg')?.getAttribute('style')).toContain('var(--ansi-green)');
    expect(errors?.textContent).toBe('careful');
  });

  test('an output of megabytes is drawn in parts, from its end, and copied whole', () => {
    const text = Array.from({ length: 40_000 }, (_, i) => `line ${i} of a very long output`).join('\n');
    show(result('r', 't', { output: text }));
    fireEvent.click(screen.getByRole('button', { name: 'All of the output' }));
    const shown = () => screen.getByTestId('tool-output').textContent;
    expect(shown()).toMatch(/line 39999 of a very long output$/);
    expect(shown()).not.toContain('line 0 of');
    expect(shown().length).toBeLessThan(150_000);
    for (let more = screen.queryByText(/is left/); more; more = screen.queryByText(/is left/)) fireEvent.click(more);
    expect(shown()).toContain('line 0 of');
  });

  test('a change of a file stays to be seen after it ran', async () => {
    const edits = [{ oldText: 'return a - b;', newText: 'return a + b;' }];
    const call = toolCall('r', 't');
    Object.assign(call.payload, { toolName: 'file.edit', args: { path: 'src/add.js', edits } });
    show(call, result('r', 't', { output: 'Changed src/add.js (now 40 bytes).', exitCode: undefined }));
    expect((await screen.findByTestId('tool-change')).textContent).toContain('+return a + b;');
    expect(screen.getByRole('img', { name: '1 line added, 1 removed' })).toBeTruthy();
    expect(screen.queryByText(/now 40 bytes/)).toBeNull();
  });

  test('an answer over HTTP says its status first, and JSON can be read', () => {
    const call = toolCall('r', 't');
    Object.assign(call.payload, { toolName: 'http.request', args: { method: 'GET', url: 'https://a.example/' } });
    const output = 'HTTP 404 Not Found\ncontent-type: application/json\n\n{"error":"none"}';
    show(call, result('r', 't', { output, exitCode: undefined }));
    expect(screen.getByText('404 Not Found')).toBeTruthy();
    expect(screen.getByTestId('tool-output').textContent).toBe('{\n  "error": "none"\n}');
  });

  test('matches stand under their file, with what was looked for marked', () => {
    const call = toolCall('r', 't');
    Object.assign(call.payload, { toolName: 'file.search', args: { pattern: 'sum' } });
    show(call, result('r', 't', { output: 'a.ts:3: let sum\na.ts:7: sum += 1\nb.ts:1: no sum', exitCode: undefined }));
    const hits = screen.getByTestId('search-hits');
    expect(hits.textContent).toBe('a.ts3let sum7sum += 1b.ts1no sum');
    expect([...hits.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual(['sum', 'sum', 'sum']);
  });

  test('all of it, with arguments, rule, what was asked and when it was answered, is one press away', () => {
    const text = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
    show(
      required('r', 't'),
      resolved('r', 't', { scope: 'session' }),
      result('r', 't', { output: text, truncatedBytes: 12 }),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Show all' }));
    expect(screen.getByTestId('tool-output').textContent).toBe(text);
    const all = screen.getByTestId('tool-card').textContent;
    const details = ['"command": "ls"', 'tools:bash.exec', 'Exactly this will run', '/home/me', '12 bytes left out'];
    for (const said of [...details, 'Answered Nov 22, 2026, 10:00:00 AM']) expect(all).toContain(said);
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
