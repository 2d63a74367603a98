/**
 * Colours for code, by Shiki: loaded when the first code is there, each language when it is first seen, a few lines at a time while
 * the page has nothing else to do. Colours are custom properties, so that both themes have them. The engine is JavaScript's own:
 * no WebAssembly, which a strict policy of the page refuses.
 */
import type { GrammarState, HighlighterCore, ThemedToken } from 'shiki/core';
import { type LanguageName, languageOf, loadLanguage } from './code-languages.ts';

export type CodeToken = { text: string; colour?: string; italic?: true; bold?: true };

/** What is longer stays plain: nobody reads colours there, and making them takes long. */
export const MAX_HIGHLIGHTED_CHARS = 30_000;
const MAX_LINE_CHARS = 1_000;
const LINES_AT_ONCE = 30;
/** Of one line. Where it ends a line is left half coloured, and the first line of a language takes long: its expressions are compiled. */
const LINE_LIMIT_MS = 5_000;
const THEME = 'openfoal';

/** Lines of coloured code, or undefined when it is not to be coloured: an unknown language, too long, or nobody waits any more. */
export async function highlight(
  code: string,
  language: string,
  signal: AbortSignal,
): Promise<readonly CodeToken[][] | undefined> {
  const name = languageOf(language);
  if (name === undefined || code.length > MAX_HIGHLIGHTED_CHARS) return undefined;
  const lines = code.split('\n');
  if (lines.some((line) => line.length > MAX_LINE_CHARS)) return undefined;
  const shiki = await highlighterFor(name);
  const coloured: CodeToken[][] = [];
  let state: GrammarState | undefined;
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    await untilIdle();
    if (signal.aborted) return undefined;
    const part = lines.slice(at, at + LINES_AT_ONCE).join('\n');
    const options = {
      lang: name,
      theme: THEME,
      tokenizeTimeLimit: LINE_LIMIT_MS,
      ...(state === undefined ? {} : { grammarState: state }),
    };
    const { tokens, grammarState } = shiki.codeToTokens(part, options);
    coloured.push(...tokens.map((line) => line.map(toToken)));
    state = grammarState;
  }
  return coloured;
}

const ITALIC = 1;
const BOLD = 2;

function toToken({ content, color, fontStyle = 0 }: ThemedToken): CodeToken {
  return {
    text: content,
    ...(color === undefined ? {} : { colour: color }),
    ...((fontStyle & ITALIC) !== 0 ? { italic: true } : {}),
    ...((fontStyle & BOLD) !== 0 ? { bold: true } : {}),
  };
}

let loading: Promise<HighlighterCore> | undefined;

async function highlighterFor(name: LanguageName): Promise<HighlighterCore> {
  loading ??= createHighlighter();
  const shiki = await loading;
  if (!shiki.getLoadedLanguages().includes(name)) await shiki.loadLanguage(await loadLanguage(name));
  return shiki;
}

async function createHighlighter(): Promise<HighlighterCore> {
  const [{ createCssVariablesTheme, createHighlighterCore }, { createJavaScriptRegexEngine }] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
  ]);
  return createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--shiki-' })],
    langs: [],
  });
}

/** Safari has no idle callbacks: there a turn of the event loop has to do. */
function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof requestIdleCallback === 'function') requestIdleCallback(() => resolve(), { timeout: 1_000 });
    else setTimeout(resolve, 0);
  });
}
