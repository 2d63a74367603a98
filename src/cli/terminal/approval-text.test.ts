import { expect, test } from 'vitest';
import { approvalOf } from '../../client/fold/journal.fixture.ts';
import type { Approval, ApprovalDisplay } from '../../protocol/entities.ts';
import { approvalLines } from './approval-text.ts';
import { createStyle } from './style.ts';

const plain = createStyle(false);
const asked = (display: ApprovalDisplay, more: Partial<Approval> = {}): string[] => {
  const approval = { ...approvalOf('r', 't'), expiresAt: '2026-11-23T10:00:00.000Z', display, ...more };
  return approvalLines(approval, plain, Date.parse('2026-11-23T09:18:30.000Z'));
};
const where = { cwd: '/srv/app', mode: 'local' } as const;

test('a shell command: all of it, where, for how long, by which rule, and how long the question stands', () => {
  expect(asked({ kind: 'command', script: 'cd src\nrm -rf build', timeoutMs: 120_000, ...where })).toEqual([
    'Approval needed: bash.exec · shell command',
    '  cd src',
    '  rm -rf build',
    'folder     /srv/app',
    'mode       local',
    'time limit 2:00 min',
    'asked by   rule tools:bash.exec, policy version 1; risk high',
    'time left  41 min',
  ]);
});

test('a command without a shell: word by word, so that a space in a word is seen', () => {
  const lines = asked({
    kind: 'command',
    script: "git commit -m 'a b'",
    argv: ['git', 'commit', '-m', 'a b'],
    timeoutMs: 1,
    ...where,
  });
  expect(lines.slice(0, 5)).toEqual([
    'Approval needed: bash.exec · command without a shell',
    '  [0] git',
    '  [1] commit',
    '  [2] -m',
    '  [3] a b',
  ]);
});

test('a change of a file: its diff, whole', () => {
  const diff = '--- a/x\n+++ b/x\n@@ -1 +1,2 @@\n-old\n+new\n+++ more\n';
  const lines = asked({ kind: 'file', path: 'x', diff, created: false, bytes: 9, ...where });
  expect(lines.slice(0, 7)).toEqual([
    'Approval needed: bash.exec · change x, 9 bytes',
    '  --- a/x',
    '  +++ b/x',
    '  @@ -1 +1,2 @@',
    '  -old',
    '  +new',
    '  +++ more',
  ]);
  expect(asked({ kind: 'file', path: 'x', diff: '', created: false, bytes: 9, ...where })[1]).toBe(
    '  The content does not change.',
  );
});

test('a request: method, address, headers and body', () => {
  const lines = asked({
    kind: 'request',
    method: 'POST',
    url: 'https://x.example/a',
    headers: { accept: '*/*' },
    body: 'a=1',
    ...where,
  });
  expect(lines.slice(1, 5)).toEqual(['  POST https://x.example/a', '  accept: */*', '', '  a=1']);
});

const HIDING: [string, ApprovalDisplay][] = [
  ['a script', { kind: 'command', script: 'echo \u001b[2K\u202e ok\r', timeoutMs: 1, ...where }],
  ['a word', { kind: 'command', script: 'x', argv: ['echo', '\u001b[2K\u202e\r'], timeoutMs: 1, ...where }],
  ['a diff', { kind: 'file', path: 'x', diff: '+\u001b[2K\u202e\r\n', created: true, bytes: 1, ...where }],
  ['a path', { kind: 'file', path: '\u001b[2K\u202e\r', diff: '+x\n', created: true, bytes: 1, ...where }],
  [
    'a header',
    { kind: 'request', method: 'GET', url: 'https://x.example', headers: { a: '\u001b[2K\u202e\r' }, ...where },
  ],
  ['a summary', { kind: 'call', summary: '\u001b[2K\u202e\r', ...where }],
];

test.each(HIDING)('hidden characters of %s are written out, and said', (_what, display) => {
  const text = asked(display).join('\n');
  expect(text).toContain('⟨U+001B⟩[2K⟨U+202E⟩');
  expect(text).toContain('⟨U+000D⟩');
  expect(text).toContain('characters that nobody sees');
  // oxlint-disable-next-line eslint/no-control-regex -- they are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
});

test('a name of a file cannot begin a line of its own', () => {
  const [heading] = asked({
    kind: 'file',
    path: 'x\nfolder     /etc',
    diff: '+x\n',
    created: true,
    bytes: 1,
    ...where,
  });
  expect(heading).toBe('Approval needed: bash.exec · new file x⟨U+000A⟩folder     /etc, 1 bytes');
});
