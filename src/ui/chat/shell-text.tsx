import { withHiddenShown } from '../../client/visible-text.ts';
import { shellTokens } from './shell-tokens.ts';

/** More than this is not coloured: it is read, if at all, line by line. */
const MAX_CHARS = 20_000;

/** No look is fainter than the text around it: what a shell does not run as a comment must not look like one. */
const LOOKS = {
  command: 'font-semibold text-code-function',
  flag: 'text-code-constant',
  string: 'text-code-string',
  variable: 'text-code-keyword',
  operator: 'font-semibold text-code-keyword',
  comment: 'italic',
  plain: undefined,
} as const;

/** Shell text in colours, exactly, with hidden characters written out. */
export function ShellText({ text }: { text: string }) {
  const shown = withHiddenShown(text);
  if (shown.length > MAX_CHARS) return shown;
  return shellTokens(shown).map(({ kind, text: part }, index) =>
    // The text never changes: the index is what a part is.
    LOOKS[kind] === undefined ? (
      part
    ) : (
      <span key={index} className={LOOKS[kind]}>
        {part}
      </span>
    ),
  );
}
