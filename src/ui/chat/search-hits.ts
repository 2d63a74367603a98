export type SearchHits = {
  files: readonly { path: string; hits: readonly { line: number; text: string }[] }[];
  /** Lines in brackets: what was left out. */
  notes: readonly string[];
  count: number;
};

/** The output of file.search and memory.search by file: each line is `path:line: text`. Undefined when a line is something else. */
export function readSearchHits(output: string): SearchHits | undefined {
  const files: { path: string; hits: { line: number; text: string }[] }[] = [];
  const notes: string[] = [];
  let count = 0;
  for (const row of output.replace(/\n$/, '').split('\n')) {
    const found = /^(.+?):(\d+): (.*)$/s.exec(row);
    if (found) {
      const [, path = '', line = '', text = ''] = found;
      const last = files.at(-1);
      const hit = { line: Number(line), text };
      if (last?.path === path) last.hits.push(hit);
      else files.push({ path, hits: [hit] });
      count += 1;
    } else if (/^\[.*\]$/.test(row)) notes.push(row.slice(1, -1));
    else return undefined;
  }
  return count === 0 ? undefined : { files, notes, count };
}

/** A text cut where `needle` occurs: every second part is it. */
export function splitAt(text: string, needle: string, ignoreCase: boolean): string[] {
  if (needle === '') return [text];
  const [inText, wanted] = ignoreCase ? [text.toLowerCase(), needle.toLowerCase()] : [text, needle];
  // Some letters grow when they are made small: then positions would not fit.
  if (inText.length !== text.length) return [text];
  const parts: string[] = [];
  let at = 0;
  for (let found = inText.indexOf(wanted); found >= 0; found = inText.indexOf(wanted, at)) {
    parts.push(text.slice(at, found), text.slice(found, found + wanted.length));
    at = found + wanted.length;
  }
  parts.push(text.slice(at));
  return parts;
}
