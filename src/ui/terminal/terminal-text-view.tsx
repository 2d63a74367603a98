'use client';

import { type CSSProperties, memo } from 'react';
import { cx } from '../primitives/cx.ts';
import type { OutputPiece } from './output-pieces.ts';
import type { TerminalStyle } from './terminal-style.ts';
import { type TerminalSpan, terminalLines } from './terminal-text.ts';

/** A piece of an output as a terminal draws it, in colours that can be read in both themes. */
export const TerminalTextView = memo(function TerminalTextView({ text, params }: OutputPiece) {
  return (
    <span className="block">
      {spansOf(text, params).map((span, index) =>
        span.style === undefined ? (
          span.text
        ) : (
          // A piece is drawn whole, or again from its start: the index is what a span is.
          <span key={index} {...look(span.style)}>
            {span.text}
          </span>
        ),
      )}
    </span>
  );
});

/** Text without a style is one node, however many lines it has: an element a line makes a page slow. */
function spansOf(text: string, params: string): TerminalSpan[] {
  const spans: TerminalSpan[] = [];
  for (const [index, line] of terminalLines(text, params).entries()) {
    for (const span of index === 0 ? line : [{ text: '\n' }, ...line]) {
      const last = spans.at(-1);
      if (last && last.style === span.style) last.text += span.text;
      else spans.push({ ...span });
    }
  }
  return spans;
}

/** The classes are in theme.css: they keep every colour readable on what is behind it. */
function look({ fg, bg, reverse, ...more }: TerminalStyle): { className: string; style: CSSProperties } {
  const [front, back] = reverse ? [bg ?? 'var(--surface)', fg ?? 'var(--ink)'] : [fg, bg];
  const className = cx(
    front === undefined ? more.dim && 'text-ink-soft' : 'term-fg',
    back === undefined ? undefined : 'term-bg',
    more.bold && 'font-semibold',
    more.italic && 'italic',
    more.underline && more.strike ? '[text-decoration:underline_line-through]' : more.underline && 'underline',
    more.strike && !more.underline && 'line-through',
  );
  // Custom properties are not in the types of React's styles.
  return { className, style: { '--term-fg': front, '--term-bg': back } as CSSProperties };
}
