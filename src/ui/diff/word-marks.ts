import { diffWordsWithSpace } from 'diff';
import type { DiffLine } from './diff-line.ts';

/** Beyond these nobody looks at words, and comparing them takes long. */
const MAX_LINE_CHARS = 400;
const MAX_PAIRS = 200;

/** Marks the words that changed in lines that replace others: the first removed line is compared with the first added one, and so on. */
export function withWordMarks(lines: readonly DiffLine[]): readonly DiffLine[] {
  const marked = [...lines];
  let pairs = 0;
  for (let at = 0; at < lines.length; ) {
    const removed = runOf(lines, at, 'removed');
    const added = runOf(lines, at + removed, 'added');
    // Where the numbers differ nobody knows which line became which.
    if (removed > 0 && removed === added) {
      for (let index = 0; index < removed && pairs < MAX_PAIRS; index += 1, pairs += 1) {
        const [before, after] = [lines[at + index], lines[at + removed + index]];
        if (!before || !after) continue;
        const marks = changedParts(before.text.slice(1), after.text.slice(1));
        if (marks === undefined) continue;
        marked[at + index] = { ...before, marks: marks.before };
        marked[at + removed + index] = { ...after, marks: marks.after };
      }
    }
    at += Math.max(1, removed + added);
  }
  return marked;
}

function runOf(lines: readonly DiffLine[], from: number, kind: DiffLine['kind']): number {
  let at = from;
  while (lines[at]?.kind === kind) at += 1;
  return at - from;
}

type Marks = (readonly [number, number])[];

/** Undefined when the lines have too little in common for the rest to tell anything. */
function changedParts(before: string, after: string): { before: Marks; after: Marks } | undefined {
  if (before.length > MAX_LINE_CHARS || after.length > MAX_LINE_CHARS) return undefined;
  const marks = { before: [] as Marks, after: [] as Marks };
  // Behind the first sign of the line.
  let [was, is] = [1, 1];
  let common = 0;
  for (const { value, added, removed } of diffWordsWithSpace(before, after)) {
    if (added) marks.after.push([is, is + value.length]);
    else if (removed) marks.before.push([was, was + value.length]);
    else common += value.trim().length;
    if (!added) was += value.length;
    if (!removed) is += value.length;
  }
  return common * 3 < Math.min(before.trim().length, after.trim().length) ? undefined : marks;
}
