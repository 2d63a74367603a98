/**
 * Characters that draw nothing, that look like a space and are none, or that change how others are drawn: what a person approves
 * must not hide behind them. Default_Ignorable holds what fonts do not draw (Unicode §5.21), letters among it: a Hangul filler is
 * a name in JavaScript. A selector that chooses between two looks of a sign may stand behind that sign; the ideographic space is wide.
 */
const HIDDEN =
  /(?<!\p{Extended_Pictographic})[\uFE0E\uFE0F]|(?![\n\t \u3000]|\uFE0E|\uFE0F)[\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** The text with every hidden character written out as ⟨U+202E⟩. */
export function withHiddenShown(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return `⟨U+${code}⟩`;
  });
}
