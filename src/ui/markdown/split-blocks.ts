/**
 * Cuts Markdown where a new top-level block surely begins, so that only the last piece of a growing message has to be parsed
 * again. It cuts after a blank line outside a code fence, before a line that starts at the margin and is no list item,
 * quote, table row or continuation. A text with definitions, which any part may refer to, stays whole.
 */
export function splitBlocks(text: string): string[] {
  if (DEFINITION.test(text)) return [text];
  const blocks: string[] = [];
  let start = 0;
  let fence: string | undefined;
  let blankBefore = false;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    const end = newline < 0 ? text.length : newline + 1;
    const line = text.slice(at, end);
    if (fence === undefined && blankBefore && beginsBlock(line)) {
      blocks.push(text.slice(start, at));
      start = at;
    }
    fence = fenceAfter(fence, line);
    blankBefore = fence === undefined && line.trim() === '';
    at = end;
  }
  if (start < text.length) blocks.push(text.slice(start));
  return blocks;
}

/**
 * A label ends on its line and within 999 characters (CommonMark 0.31 §4.7), so that looking for it costs no more than reading
 * the line. Every character that ends a line for `^` is left out: else each start would read on through the next ones.
 */
const DEFINITION = /^ {0,3}\[[^\]\n\r\u2028\u2029]{1,999}\]:/m;

const beginsBlock = (line: string): boolean => /^(#{1,6} |```|~~~|[\p{L}"'“‘(_`]|\*(?! ))/u.test(line);

/** The fence that is open after `line`, by its marker. CommonMark 0.31 §4.5. */
function fenceAfter(open: string | undefined, line: string): string | undefined {
  const marker = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (marker === undefined) return open;
  if (open === undefined) return marker;
  const closes = marker[0] === open[0] && marker.length >= open.length && /^\s*[`~]+\s*$/.test(line);
  return closes ? undefined : open;
}
