/** What turns text around, ends lines in some readers only, or does what a terminal obeys: never drawn, always named. */
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cs}\p{Bidi_Control}\u2028\u2029]/gu;

/** Text of a model or a tool as it can be put into a file for people: the same words, control characters written as ⟨U+001B⟩. */
export function shownText(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}

/** The same on one line. */
export function shownLine(text: string): string {
  return shownText(text).replace(/\s+/g, ' ').trim();
}
