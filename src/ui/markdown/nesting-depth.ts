/**
 * How deep the lists and quotes of a Markdown text can be nested, never too low: every marker at the start of a line opens one
 * level, and so may every two columns before one. Linear in the text. CommonMark 0.31 §5.
 */
export function nestingDepth(text: string): number {
  let deepest = 0;
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at);
    deepest = Math.max(deepest, lineDepth(text, at));
    at = newline < 0 ? text.length : newline + 1;
  }
  return deepest;
}

function lineDepth(text: string, start: number): number {
  const marker = /([ \t]*)(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
  let levels = 0;
  let columns = 0;
  marker.lastIndex = start;
  for (let found = marker.exec(text); found; found = marker.exec(text)) {
    levels += 1;
    for (const blank of found[1] ?? '') columns += blank === '\t' ? 4 : 1;
  }
  return levels + Math.floor(columns / 2);
}
