/**
 * What an editor keeps of a text file besides its words: the byte order mark and the line ends. Who edits a file with CRLF sees
 * and writes LF, as models do; a file that mixes them, or has no line break, is edited as it stands.
 */
export type TextForm = {
  /** The text to edit. */
  body: string;
  /** Brings a text of the one who edits to the line ends of `body`. */
  adopt(text: string): string;
  /** Gives an edited body its byte order mark and line ends back. */
  restore(body: string): string;
};

const MARK = '\uFEFF';

export function textForm(text: string): TextForm {
  const mark = text.startsWith(MARK) ? MARK : '';
  const body = text.slice(mark.length);
  const breaks = countOf(body, '\n');
  const windows = countOf(body, '\r\n');
  const crlf = windows > 0 && windows === breaks;
  const uniform = breaks > 0 && (windows === 0 || crlf);
  return {
    body: crlf ? toLf(body) : body,
    adopt(edit) {
      // file.read shows the mark, so it may come back: at the start of a text, or of a line of a patch.
      const unmarked = mark === '' ? edit : edit.replace(/^([ +-]?)\uFEFF/gm, '$1');
      return uniform ? toLf(unmarked) : unmarked;
    },
    restore: (edited) => mark + (crlf ? edited.replaceAll('\n', '\r\n') : edited),
  };
}

function countOf(text: string, what: string): number {
  let count = 0;
  for (let at = text.indexOf(what); at >= 0; at = text.indexOf(what, at + what.length)) count += 1;
  return count;
}

const toLf = (text: string) => text.replaceAll('\r\n', '\n');
