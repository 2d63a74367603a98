import { createTwoFilesPatch } from 'diff';
import type { Approval } from '../../protocol/entities.ts';
import { type Diff, readDiff } from '../diff/unified-diff.ts';

export type ToolChange = {
  path: string;
  /** What changes, as exactly as it is known: `content` is the whole new content, where nobody showed what it replaces. */
  kind: 'diff' | 'content';
  diff: Diff;
};

/** Above this a page does not compare. */
const MAX_COMPARED_CHARS = 100_000;
const MAX_EDIT_LENGTH = 1_000;
const MAX_CONTENT_LINES = 2_000;

/**
 * The change of a file that a call makes: from its approval, which shows it against the file as it was, else from its arguments
 * (file.edit, file.write). Undefined when it changes no file.
 */
export function toolChange(
  toolName: string,
  args: Record<string, unknown>,
  approval: Pick<Approval, 'display'> | undefined,
): ToolChange | undefined {
  const display = approval?.display;
  if (display?.kind === 'file') {
    return { path: display.path, kind: 'diff', diff: readDiff(display.diff, display.path) };
  }
  const { path, edits, patch, content } = args;
  if (typeof path !== 'string') return undefined;
  if (toolName === 'file.edit' && typeof patch === 'string') {
    return {
      path,
      kind: 'diff',
      diff: readDiff(patch.startsWith('--- ') ? patch : `--- a/${path}\n+++ b/${path}\n${patch}`, path),
    };
  }
  if (toolName === 'file.edit' && Array.isArray(edits)) {
    const parts = edits.flatMap((edit: unknown) => editLines(edit));
    return parts.length === 0 ? undefined : { path, kind: 'diff', diff: readDiff(parts.join('\n'), path) };
  }
  if (toolName === 'file.write' && typeof content === 'string') {
    return { path, kind: 'content', diff: contentLines(content) };
  }
  return undefined;
}

/** One replacement, without numbers: where in the file it is was never said. */
function editLines(edit: unknown): string[] {
  if (typeof edit !== 'object' || edit === null || !('oldText' in edit) || !('newText' in edit)) return [];
  const { oldText, newText } = edit;
  if (typeof oldText !== 'string' || typeof newText !== 'string') return [];
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
