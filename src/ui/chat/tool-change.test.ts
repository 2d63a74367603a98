import { expect, test } from 'vitest';
import { readChange } from './read-change.ts';
import { toolChange } from './tool-change.ts';

/** The change, with its lines. */
function read(...call: Parameters<typeof toolChange>) {
  const change = toolChange(...call);
  return change && { kind: change.kind, path: change.path, diff: readChange(change) };
}
const textOf = (change: ReturnType<typeof read>) => change?.diff.lines.map(({ text }) => text).join('\n');
const display = {
  kind: 'file' as const,
  path: 'n.md',
  cwd: '/f',
  mode: 'local' as const,
  diff: '--- a/n.md\n+++ b/n.md\n@@ -1 +1 @@\n-a\n+b\n',
  created: false,
  bytes: 2,
};

test('what the approval showed is what is shown after it ran', () => {
  const change = read('file.write', { path: 'n.md', content: 'b\n' }, { display });
  expect(change).toMatchObject({ path: 'n.md', kind: 'diff', diff: { added: 1, removed: 1 } });
  expect(textOf(change)).toBe('@@ -1 +1 @@\n-a\n+b');
});

test('without one, replacements are compared', () => {
  const edits = [
    { oldText: 'one\ntwo', newText: 'one\n2', all: false },
    { oldText: 'x', newText: 'y' },
  ];
  expect(textOf(read('file.edit', { path: 'f', edits }, undefined))).toBe('@@\n one\n-two\n+2\n@@\n-x\n+y');
});

test('a patch is shown as it is', () => {
  const change = read('file.edit', { path: 'f', patch: '@@ -2 +2 @@\n-a\n+b\n' }, undefined);
  expect(change?.diff.lines.map(({ before, after }) => [before, after])).toEqual([
    [undefined, undefined],
    [2, undefined],
    [undefined, 2],
  ]);
});

test('new content is content, with the numbers of its lines', () => {
  const change = read('file.write', { path: 'f', content: 'a\nb\n' }, undefined);
  expect(change).toMatchObject({ kind: 'content', diff: { added: 2 } });
  expect(change?.diff.lines.map(({ kind, after }) => [kind, after])).toEqual([
    ['context', 1],
    ['context', 2],
  ]);
});

test.each([
  ['bash.exec', { command: 'ls' }],
  ['file.read', { path: 'f' }],
  ['file.edit', { path: 'f', edits: [{ oldText: 1 }, null] }],
  ['file.edit', { path: 'f', edits: 'no' }],
  ['file.write', { path: 3, content: 'x' }],
])('%s %j changes nothing that can be shown', (toolName, args) => {
  expect(toolChange(toolName, args, undefined)).toBeUndefined();
});
