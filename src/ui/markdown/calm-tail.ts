/**
 * The last block of a text that is still being written, so that it does not turn into something else with the next letters: what may
 * yet become a heading line, a list or a table is held back for as long as nobody can tell, and marks that were opened are closed.
 * Nothing is changed inside a code fence. What is held back comes at the latest when the text is finished.
 */
export function calmTail(block: string): string {
  if (insideFence(block)) return block;
  const held = withoutUndecided(block);
  return closed(held);
}

function insideFence(block: string): boolean {
  let open: string | undefined;
  for (const line of block.split('\n')) {
    const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marker === undefined) continue;
    if (open === undefined) open = marker;
    else if (marker[0] === open[0] && marker.length >= open.length) open = undefined;
  }
  return open !== undefined;
}

/** A line of nothing but marks: an underline of a heading, the start of a list, a quote, a heading, a fence. */
const ONLY_MARKS = /^\s*(?:[-=*+_>#`~]+|\d{1,9}[.)]?|[-*+] \[[ xX]?)\s*$/;
/** The row under the head of a table. */
const DELIMITERS = /^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$/;

function withoutUndecided(block: string): string {
  const start = block.lastIndexOf('\n') + 1;
  const line = block.slice(start);
  const text = line !== '' && ONLY_MARKS.test(line) ? block.slice(0, start) : block;
  return withoutHalfTable(text);
}

/** The head of a table is a paragraph until the row under it is whole. */
function withoutHalfTable(text: string): string {
  const lines = text.split('\n');
  let from = lines.length - 1;
  while (from > 0 && isRow(lines[from - 1])) from -= 1;
  if (!isRow(lines[from]) && !(lines[from] === '' && from > 0)) return text;
  const rows = lines.slice(from).filter((row) => row !== '');
  const isTable = rows.length > 2 || (rows.length === 2 && DELIMITERS.test(rows[1] ?? '') && text.endsWith('\n'));
  const mayBecome =
    rows.length > 0 && rows.length <= 2 && !isTable && (rows.length === 1 || /^[\s|:-]*$/.test(rows[1] ?? ''));
  return mayBecome && lines.slice(from).every((row, index, all) => row !== '' || index === all.length - 1)
    ? lines.slice(0, from).join('\n')
    : text;
}

const isRow = (line: string | undefined): boolean => line !== undefined && /^\s*\|/.test(line);

/** Marks of the last paragraph that were opened and not closed yet. */
function closed(text: string): string {
  const start = text.lastIndexOf('\n\n') + 1;
  const last = text.slice(start);
  const ticks = (last.match(/(?<!`)`(?!`)/g) ?? []).length;
  if (ticks % 2 === 1) return text.endsWith('`') ? text.slice(0, -1) : `${text}\``;
  const open = text
    .replace(/!?\[([^\]\n]*)\]\([^)\s]*$/, '$1')
    .replace(/(?<!\*)\*{1,2}$|~{1,2}$/, (marks, at: number) => {
      const before = text.slice(start, at);
      const opens = (before.split(marks).length - 1) % 2 === 0;
      return opens ? '' : marks;
    });
  const bold = (withoutCode(open.slice(start)).match(/\*\*/g) ?? []).length;
  return bold % 2 === 1 ? `${open.trimEnd()}**` : open;
}

const withoutCode = (text: string): string => text.replace(/`[^`]*`/g, '');
