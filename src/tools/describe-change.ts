/** How a change of a file is shown to the person who is asked about it. */
import { createTwoFilesPatch } from 'diff';
import { textContent } from './text-content.ts';

/** Above this, on either side, file.write tells the difference and does not show it: nobody reads it, and making it takes long. */
export const MAX_DIFF_BYTES = 256 * 1024;
/** Lines added and removed; the search for more differences grows with their square. */
const MAX_EDITS = 3_000;

type Change = { path: string; created: boolean; before: Uint8Array; after: string; afterBytes: number };

/**
 * A unified diff, empty when nothing changes; the new content itself, where a diff cannot be made. `before` may be cut off
 * behind MAX_DIFF_BYTES.
 */
export function describeChange({ path, created, before, after, afterBytes }: Change): string {
  if (before.length > MAX_DIFF_BYTES || afterBytes > MAX_DIFF_BYTES) {
    return showContent(after, `more than ${MAX_DIFF_BYTES / 1024} KiB: the difference is not shown`);
  }
  const text = textContent(before);
  if (text === undefined) return showContent(after, `binary content of ${before.length} bytes is replaced`);
  return (
    unifiedDiff({ path, created, before: text, after }) ??
    showContent(after, `more than ${MAX_EDITS} lines change: the difference is not shown`)
  );
}

/** A unified diff with its file names, empty when nothing changes; undefined when more lines change than are worth comparing. */
export function unifiedDiff(change: {
  path: string;
  created: boolean;
  before: string;
  after: string;
}): string | undefined {
  const { path, created, before, after } = change;
  if (!created && before === after) return '';
  const from = created ? '/dev/null' : `a/${path}`;
  const patch = createTwoFilesPatch(from, `b/${path}`, before, after, undefined, undefined, {
    maxEditLength: MAX_EDITS,
  });
  return patch?.replace(/^=+\n/, '');
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
