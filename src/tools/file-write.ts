import { createTwoFilesPatch } from 'diff';
import { z } from 'zod';
import { defineTool } from './define-tool.ts';
import { textContent } from './text-content.ts';

/** Above this, on either side, the difference is told and not shown: nobody reads it, and making it takes long. */
const MAX_DIFF_BYTES = 256 * 1024;
/** Lines added and removed; the search for more differences grows with their square. */
const MAX_EDITS = 3_000;

/**
 * `file.write`: the whole content of a file. Bound to the content that was shown as replaced: when the file changed since, the
 * write is refused with APPROVAL_STALE. Source: architecture.md §4.
 */
export const fileWrite = defineTool({
  name: 'file.write',
  description:
    'Writes a text file in the session folder: makes it, with the directories above it, or replaces its whole content. ' +
    'Symbolic links are not followed.',
  risk: 'medium',
  effect: 'compare-and-set',
  params: z.strictObject({
    path: z.string().min(1).max(4096).describe('Relative to the session folder.'),
    content: z.string().max(1_000_000).describe('The complete new content.'),
  }),
  binding: z.strictObject({ expected: z.string().describe('SHA-256 of the content that is replaced, or `absent`.') }),

  async prepare({ path, content }, place, { executor }) {
    const bytes = new TextEncoder().encode(content).length;
    const before = await executor.snapshot(place, path, MAX_DIFF_BYTES + 1);
    const created = before.hash === 'absent';
    const diff = describeChange({ path, created, before: before.bytes, after: content, afterBytes: bytes });
    return {
      display: { kind: 'file', path, cwd: place.folder, mode: place.mode, diff, created, bytes },
      binding: { expected: before.hash },
    };
  },

  async run({ args: { path, content }, binding }, context, { executor }) {
    const bytes = new TextEncoder().encode(content);
    await executor.writeFile(context, path, bytes, binding.expected);
    const verb = binding.expected === 'absent' ? 'Created' : 'Replaced';
    return { status: 'success', output: `${verb} ${path} (${bytes.length} bytes).` };
  },
});

type Change = { path: string; created: boolean; before: Uint8Array; after: string; afterBytes: number };

/** A unified diff, empty when nothing changes; the new content itself, where a diff cannot be made. */
function describeChange({ path, created, before, after, afterBytes }: Change): string {
  if (before.length > MAX_DIFF_BYTES || afterBytes > MAX_DIFF_BYTES) {
    return showContent(after, `more than ${MAX_DIFF_BYTES / 1024} KiB: the difference is not shown`);
  }
  const text = textContent(before);
  if (text === undefined) return showContent(after, `binary content of ${before.length} bytes is replaced`);
  if (!created && text === after) return '';
  const from = created ? '/dev/null' : `a/${path}`;
  const patch = createTwoFilesPatch(from, `b/${path}`, text, after, undefined, undefined, {
    maxEditLength: MAX_EDITS,
  });
  return (
    patch?.replace(/^=+\n/, '') ??
    showContent(after, `more than ${MAX_EDITS} lines change: the difference is not shown`)
  );
}

const SHOWN_LINES = 200;
const SHOWN_LINE_CHARS = 500;

/**
 * What will be written, under a line that says why there is no diff. Only lines of the content begin with `+`, so that it cannot
 * pass itself off as one of ours; what is left out is counted.
 */
function showContent(content: string, why: string): string {
  const lines = content.split('\n');
  const shown = (part: readonly string[]) => part.map((line) => `+${shorten(line)}`);
  if (lines.length <= 2 * SHOWN_LINES) return [`[${why}]`, ...shown(lines)].join('\n');
  const left = lines.length - 2 * SHOWN_LINES;
  return [
    `[${why}]`,
    ...shown(lines.slice(0, SHOWN_LINES)),
    `[${left} lines are not shown]`,
    ...shown(lines.slice(-SHOWN_LINES)),
  ].join('\n');
}

function shorten(line: string): string {
  if (line.length <= SHOWN_LINE_CHARS) return line;
  return `${line.slice(0, SHOWN_LINE_CHARS).toWellFormed()} [${line.length - SHOWN_LINE_CHARS} more characters]`;
}
