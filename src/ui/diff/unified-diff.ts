/** A unified diff, line by line, with everything that is drawn of it. */
import type { DiffLine } from './diff-line.ts';
import { withWordMarks } from './word-marks.ts';

export type Diff = { lines: readonly DiffLine[]; added: number; removed: number };

/**
 * Reads a diff as the gateway makes them. Its first two lines are left out where they say no more than the path does; every other
 * line is kept, in order and to the letter. Only lines of the content begin with `+` or `-`, so nothing can pass itself off as a head.
 */
export function readDiff(diff: string, path?: string): Diff {
  const all = diff.replace(/\n$/, '').split('\n');
  const isUnified = diff.startsWith('--- ');
  const lines: DiffLine[] = [];
  let before = 0;
  let after = 0;
  for (const [index, text] of all.entries()) {
    if (isUnified && index < 2) {
      if (path === undefined || !saysOnlyThePath(text, path)) lines.push({ kind: 'note', text });
      continue;
    }
    const head = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(text);
    if (head) {
      // An empty side is numbered by the line before it.
      before = Number(head[1]) + (head[2] === '0' ? 1 : 0);
      after = Number(head[3]) + (head[4] === '0' ? 1 : 0);
      lines.push({ kind: 'head', text });
    } else if (text === '@@') lines.push({ kind: 'head', text });
    else if (text.startsWith('+')) lines.push({ kind: 'added', text, ...numbered(isUnified, { after: after++ }) });
    else if (text.startsWith('-')) lines.push({ kind: 'removed', text, ...numbered(isUnified, { before: before++ }) });
    else if (text.startsWith(' ')) {
      lines.push({ kind: 'context', text, ...numbered(isUnified, { before: before++, after: after++ }) });
    } else lines.push({ kind: 'note', text });
  }
  const count = (kind: DiffLine['kind']) => lines.filter((line) => line.kind === kind).length;
  return { lines: withWordMarks(lines), added: count('added'), removed: count('removed') };
}

/** A text that stands for a diff (the content itself, or replacements under a bare `@@`) has no numbers. */
const numbered = <T extends object>(has: boolean, numbers: T): T | object => (has ? numbers : {});

const saysOnlyThePath = (line: string, path: string): boolean =>
  line === `--- a/${path}` || line === `+++ b/${path}` || line === '--- /dev/null';
