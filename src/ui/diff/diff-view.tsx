'use client';

import { memo, type ReactNode } from 'react';
import { withHiddenShown } from '../../client/visible-text.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { cx } from '../primitives/cx.ts';
import type { DiffLine } from './diff-line.ts';
import type { Diff } from './unified-diff.ts';

type Props = { diff: Diff; label: string; testId?: string; className?: string };

/** Lines that are laid out together once they come into sight. */
const GROUP = 120;

/**
 * A diff with the line numbers of both sides and the words that changed. Every line is there, hidden characters written out;
 * numbers are drawn and not text, so that copying takes the lines alone.
 */
export const DiffView = memo(function DiffView({ diff, label, testId, className }: Props) {
  const { lines } = diff;
  const widest = lines.reduce((most, { before = 0, after = 0 }) => Math.max(most, before, after), 0);
  const digits = widest === 0 ? 0 : Math.max(2, String(widest).length);
  const groups = Array.from({ length: Math.ceil(lines.length / GROUP) }, (_, index) => index * GROUP);
  return (
    <pre
      tabIndex={0}
      aria-label={label}
      data-testid={testId}
      className={cx('overflow-auto bg-surface py-1 font-mono text-[0.8rem] leading-normal', className)}
    >
      {groups.map((from) => (
        // A long diff is laid out as it comes near. A short one must not: it would change its height under whoever scrolls to it.
        <span
          key={from}
          className={cx('block', groups.length > 1 && '[contain-intrinsic-size:auto_40rem] [content-visibility:auto]')}
        >
          {lines.slice(from, from + GROUP).map((line, index) => (
            // A diff never changes: the index is what a line is.
            <Line key={index} line={line} digits={digits} />
          ))}
        </span>
      ))}
    </pre>
  );
});

const LOOKS = {
  head: 'text-ink-soft bg-sunken',
  note: 'text-ink-soft',
  context: '',
  added: 'bg-added',
  removed: 'bg-removed',
} as const;

function Line({ line, digits }: { line: DiffLine; digits: number }) {
  const { kind, before, after } = line;
  return (
    <span data-line={kind} className={cx('flex', LOOKS[kind])}>
      {digits === 0 ? null : (
        <>
          <Number value={before} digits={digits} className="hidden sm:block" />
          <Number value={after ?? (kind === 'removed' ? before : undefined)} digits={digits} className="sm:hidden" />
          <Number value={after} digits={digits} className="hidden sm:block" />
        </>
      )}
      <span className="min-w-0 flex-1 px-2 whitespace-pre-wrap wrap-anywhere">
        <Marked line={line} />
      </span>
    </span>
  );
}

/** Drawn by the style sheet: a number is no part of the text. */
function Number({ value, digits, className }: { value: number | undefined; digits: number; className: string }) {
  return (
    <span
      aria-hidden
      data-number={value}
      className={cx(
        'shrink-0 pl-2 text-right text-ink-soft tabular-nums select-none before:content-[attr(data-number)]',
        className,
      )}
      style={{ width: `calc(${digits}ch + 0.5rem)` }}
    />
  );
}

function Marked({ line: { text, kind, marks = [] } }: { line: DiffLine }): ReactNode {
  if (text === '') return ' ';
  if (marks.length === 0) return withHiddenShown(text);
  const look = kind === 'added' ? 'bg-added-mark' : 'bg-removed-mark';
  const parts: ReactNode[] = [];
  let at = 0;
  for (const [from, to] of marks) {
    parts.push(withHiddenShown(text.slice(at, from)));
    parts.push(
      <mark key={from} className={cx('rounded-xs text-ink', look)}>
        {withHiddenShown(text.slice(from, to))}
      </mark>,
    );
    at = to;
  }
  parts.push(withHiddenShown(text.slice(at)));
  return parts;
}

/** How many lines come and go. */
export function DiffCounts({ diff: { added, removed } }: { diff: Diff }) {
  const t = useTranslations('diff');
  return (
    <span
      className="inline-flex gap-1.5 font-mono text-xs tabular-nums"
      role="img"
      aria-label={t('counts', { added, removed })}
    >
      <span className="text-success">+{added}</span>
      <span className="text-danger">−{removed}</span>
    </span>
  );
}
