import type { Approval } from '../../protocol/entities.ts';

/** A replacement within a file: where it is was never said. */
export type Edit = { oldText: string; newText: string };
/** The change of a file, as exactly as it is known: `content` is the whole new content, where nobody showed what it replaces. */
export type ToolChange = { path: string } & (
  | { kind: 'diff'; diff: string }
  | { kind: 'edits'; edits: readonly Edit[] }
  | { kind: 'content'; content: string }
);

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
  if (display?.kind === 'file') return { path: display.path, kind: 'diff', diff: display.diff };
  const { path, edits, patch, content } = args;
  if (typeof path !== 'string') return undefined;
  if (toolName === 'file.edit' && typeof patch === 'string') {
    return { path, kind: 'diff', diff: patch.startsWith('--- ') ? patch : `--- a/${path}\n+++ b/${path}\n${patch}` };
  }
  if (toolName === 'file.edit' && Array.isArray(edits)) {
    const known = edits.filter(isEdit);
    return known.length === 0 ? undefined : { path, kind: 'edits', edits: known };
  }
  if (toolName === 'file.write' && typeof content === 'string') return { path, kind: 'content', content };
  return undefined;
}

function isEdit(edit: unknown): edit is Edit {
  if (typeof edit !== 'object' || edit === null || !('oldText' in edit) || !('newText' in edit)) return false;
  return typeof edit.oldText === 'string' && typeof edit.newText === 'string';
}
