'use client';

import { WrapText } from 'lucide-react';
import { memo, useEffect, useState } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { cx } from '../primitives/cx.ts';
import { type CodeToken, highlight } from './highlight.ts';

type Props = {
  text: string;
  /** As the fence names it; empty when it names none. */
  language: string;
  /** It is still being written: colours come when it stands. */
  live: boolean;
};

/** A block of code: its language, its text in colours, and ways to take it along and to see long lines whole. */
export const CodeBlock = memo(function CodeBlock({ text, language, live }: Props) {
  const t = useTranslations('message');
  const [wraps, setWraps] = useState(false);
  const lines = useHighlighted(text, language, live);
  return (
    <figure className="group/code overflow-hidden rounded-lg border border-line bg-sunken">
      <figcaption className="flex h-8 items-center gap-1 border-b border-line pr-1 pl-3 text-xs text-ink-soft">
        <span className="min-w-0 flex-1 truncate" data-testid="code-language">
          {language === '' ? t('code') : language}
        </span>
        <IconButton
          label={t('wrapCode')}
          size="tiny"
          aria-pressed={wraps}
          tone={wraps ? 'pressed' : 'ghost'}
          onClick={() => setWraps(!wraps)}
        >
          <WrapText aria-hidden className="size-3.5" />
        </IconButton>
        <CopyButton label={t('copyCode')} text={text} />
      </figcaption>
      <pre
        tabIndex={0}
        data-highlighted={lines !== undefined}
        className={cx(
          'max-h-[32rem] overflow-auto px-3 py-2.5 font-mono text-[0.83rem] leading-relaxed',
          wraps && 'whitespace-pre-wrap wrap-anywhere',
        )}
      >
        <code>{lines === undefined ? text : <Coloured lines={lines} />}</code>
      </pre>
    </figure>
  );
});

/** The same text, letter for letter: only colours are added. */
function Coloured({ lines }: { lines: readonly CodeToken[][] }) {
  // Code that stands does not change: the index is what a line and a part of it are.
  return lines.map((line, index) => [
    index === 0 ? '' : '\n',
    ...line.map(({ text, colour, italic, bold }, at) =>
      colour === undefined && !italic && !bold ? (
        text
      ) : (
        <span
          key={`${index}:${at}`}
          className={cx(italic && 'italic', bold && 'font-semibold')}
          style={colour === undefined ? undefined : { color: colour }}
        >
          {text}
        </span>
      ),
    ),
  ]);
}

/** Undefined until there are colours for exactly this text, and where there are to be none. */
function useHighlighted(text: string, language: string, live: boolean): readonly CodeToken[][] | undefined {
  const [done, setDone] = useState<{ text: string; lines: readonly CodeToken[][] }>();
  useEffect(() => {
    if (live || text === '') return;
    const left = new AbortController();
    highlight(text, language, left.signal)
      .then((lines) => {
        if (lines !== undefined && !left.signal.aborted) setDone({ text, lines });
      })
      // Code without colours is code: a grammar that cannot be fetched takes nothing away.
      .catch(() => undefined);
    return () => left.abort();
  }, [text, language, live]);
  return done?.text === text ? done.lines : undefined;
}
