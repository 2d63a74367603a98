import { createTwoFilesPatch } from 'diff';
import { type Diff, readDiff } from '../diff/unified-diff.ts';
import type { Edit, ToolChange } from './tool-change.ts';

/** Above this a page does not compare. */
const MAX_COMPARED_CHARS = 100_000;
const MAX_EDIT_LENGTH = 1_000;
const MAX_CONTENT_LINES = 2_000;

/** The lines of a change. */
export function readChange(change: ToolChange): Diff {
  switch (change.kind) {
    case 'diff':
      return readDiff(change.diff, change.path);
    case 'edits':
      return readDiff(change.edits.flatMap(editLines).join('\n'), change.path);
    case 'content':
      return contentLines(change.content);
  }
}

/** One replacement, without numbers. */
function editLines({ oldText, newText }: Edit): string[] {
  const small = oldText.length + newText.length <= MAX_COMPARED_CHARS;
  const compared = small
    ? createTwoFilesPatch('a', 'b', `${oldText}\n`, `${newText}\n`, undefined, undefined, {
        maxEditLength: MAX_EDIT_LENGTH,
      })
    : undefined;
  if (compared === undefined) return [...signed('-', oldText), ...signed('+', newText)];
  const body = compared.slice(compared.indexOf('@@'));
  // The numbers of a hunk would be those of the part, not of the file.
  return body
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line.startsWith('@@') ? '@@' : line));
}

const signed = (sign: string, text: string): string[] => text.split('\n').map((line) => sign + line);

function contentLines(content: string): Diff {
  const all = content.replace(/\n$/, '').split('\n');
  const lines = all
    .slice(0, MAX_CONTENT_LINES)
    .map((text, index) => ({ kind: 'context' as const, text, after: index + 1 }));
  const left = all.length - lines.length;
  return {
    added: all.length,
    removed: 0,
    lines: left === 0 ? lines : [...lines, { kind: 'note' as const, text: `[+${left}]` }],
  };
}
