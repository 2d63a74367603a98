import { describe, expect, test } from 'vitest';
import { readDiff } from './unified-diff.ts';

const kinds = (diff: string, path?: string) => readDiff(diff, path).lines.map(({ kind }) => kind);

describe('reading a diff', () => {
  test('lines are numbered on their side, and counted', () => {
    const diff = '--- a/f\n+++ b/f\n@@ -9,3 +9,3 @@\n a\n-b\n+c\n d\n';
    expect(readDiff(diff, 'f')).toEqual({
      added: 1,
      removed: 1,
      lines: [
        { kind: 'head', text: '@@ -9,3 +9,3 @@' },
        { kind: 'context', text: ' a', before: 9, after: 9 },
        { kind: 'removed', text: '-b', before: 10 },
        { kind: 'added', text: '+c', after: 10 },
        { kind: 'context', text: ' d', before: 11, after: 11 },
      ],
    });
  });

  test('a new file starts at its first line', () => {
    const { lines } = readDiff('--- /dev/null\n+++ b/f\n@@ -0,0 +1,1 @@\n+x\n', 'f');
    expect(lines.at(-1)).toEqual({ kind: 'added', text: '+x', after: 1 });
  });

  test('file names stay where they say something else than the path', () => {
    expect(kinds('--- a/f\n+++ b/g\n@@ -1 +1 @@\n-x\n+y\n', 'f')).toEqual(['note', 'head', 'removed', 'added']);
    expect(kinds('--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\n')).toHaveLength(5);
  });

  test('content that looks like a head is content', () => {
    const diff = '--- a/f\n+++ b/f\n@@ -1 +1,3 @@\n a\n+++ b/evil\n+@@ -1 +1 @@\n';
    expect(kinds(diff, 'f')).toEqual(['head', 'context', 'added', 'added']);
  });

  test('what is no diff loses nothing', () => {
    const text = '[binary content of 3 bytes is replaced]\n+++ x\n[2 lines are not shown]\n+y';
    expect(
      readDiff(text, 'f')
        .lines.map((line) => line.text)
        .join('\n'),
    ).toBe(text);
    expect(kinds(text, 'f')).toEqual(['note', 'added', 'note', 'added']);
  });

  test('the missing line feed at the end is a note', () => {
    expect(kinds('--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\n\\ No newline at end of file\n', 'f').at(-1)).toBe('note');
  });
});

describe('words that changed', () => {
  const marked = (before: string, after: string) =>
    readDiff(`--- a/f\n+++ b/f\n@@ -1 +1 @@\n-${before}\n+${after}\n`, 'f')
      .lines.slice(1)
      .map(({ text, marks }) => marks?.map(([from, to]) => text.slice(from, to)));

  test('are marked on both sides', () => {
    expect(marked('return a - b;', 'return a + b;')).toEqual([['-'], ['+']]);
  });

  test('are not marked where nothing is left of the line', () => {
    expect(marked('one two', 'drei vier fünf')).toEqual([undefined, undefined]);
  });

  test('are not looked for in very long lines', () => {
    expect(marked(`${'x '.repeat(300)}a`, `${'x '.repeat(300)}b`)).toEqual([undefined, undefined]);
  });
});
