'use client';

import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { withHiddenShown } from '../../client/visible-text.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { cx } from '../primitives/cx.ts';
import { type OutputPiece, outputPieces } from '../terminal/output-pieces.ts';
import { TerminalTextView } from '../terminal/terminal-text-view.tsx';
import { useGrown } from '../use-grown.ts';

const PREVIEW_LINES = 6;
/** Only the part that can hold the lines of a preview is looked at: a stream may be megabytes long. */
const PREVIEW_CHARS = 4_000;
/** Drawn at once when all is asked for, and with every further press. */
const FIRST_PIECES = 4;
const MORE_PIECES = 12;
const NEAR_END_PX = 24;

type Props = {
  label: string;
  text: string;
  /** All of it, instead of a few lines. */
  open: boolean;
  onOpen: () => void;
  /** The end is what matters: the preview shows it, and it stays in sight while the output grows. */
  fromEnd?: boolean;
  /** Drawn as a terminal would; else as it is, with hidden characters written out. */
  terminal?: boolean;
  /** What is copied, when it is not what is shown. */
  copied?: string;
  children?: ReactNode;
};

/** What a tool put out: a few lines of it or all, however long it is. */
export function OutputBox({ label, text, open, onOpen, fromEnd = false, terminal = false, copied, children }: Props) {
  const t = useTranslations('tool');
  const box = useRef<HTMLPreElement>(null);
  const sticks = useRef(true);
  const plain = useMemo(() => (terminal ? text : withHiddenShown(text.replaceAll('\r\n', '\n'))), [terminal, text]);
  const preview = open ? undefined : excerpt(plain, fromEnd);
  useEffect(() => {
    // Whoever scrolled up reads there.
    if (fromEnd && sticks.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [plain, fromEnd, open]);
  return (
    <div className="group/output relative border-t border-line bg-sunken">
      <pre
        ref={box}
        tabIndex={0}
        aria-label={label}
        data-testid="tool-output"
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          sticks.current = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
        }}
        className={cx(
          'overflow-auto py-2 pr-9 pl-3 font-mono text-[0.8rem] leading-normal whitespace-pre-wrap wrap-anywhere',
          open ? 'max-h-[28rem]' : 'max-h-48',
        )}
      >
        {preview === undefined ? (
          <Pieces text={plain} fromEnd={fromEnd} terminal={terminal} />
        ) : (
          <Piece piece={{ text: preview.text, params: '' }} terminal={terminal} />
        )}
      </pre>
      <CopyButton
        label={t('copyOutput')}
        text={copied ?? text}
        className="absolute top-1 right-1 bg-sunken opacity-0 group-hover/output:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      />
      {preview?.isPart ? (
        <button type="button" onClick={onOpen} className="block px-3 pb-1.5 text-xs text-ink-soft hover:text-ink">
          {t('allOutput')}
        </button>
      ) : null}
      {children}
    </div>
  );
}

/** A long piece is laid out when it comes near. A short text must not: it would change its height under whoever scrolls to it. */
const OUT_OF_SIGHT = '[contain-intrinsic-size:auto_30rem] [content-visibility:auto]';

type PiecesProps = { text: string; fromEnd: boolean; terminal: boolean };

/** Piece by piece, from the side that matters; what was drawn is not drawn again while the output grows. */
function Pieces({ text, fromEnd, terminal }: PiecesProps) {
  const t = useTranslations('tool');
  const pieces = useGrown(text.replace(/\n$/, ''), outputPieces);
  const [count, setCount] = useState(FIRST_PIECES);
  const from = fromEnd ? Math.max(0, pieces.length - count) : 0;
  const shown = pieces.slice(from, from + count);
  const left = pieces.length - shown.length;
  const more =
    left > 0 ? (
      <Button size="small" className="my-1 font-sans" onClick={() => setCount(count + MORE_PIECES)}>
        {t('moreOutput', { percent: Math.round((left / pieces.length) * 100) })}
      </Button>
    ) : null;
  return (
    <>
      {fromEnd ? more : null}
      {shown.map((piece, index) => (
        // Pieces only ever grow at the end: the index is what a piece is.
        <span key={from + index} className={cx('block', pieces.length > 1 && OUT_OF_SIGHT)}>
          <Piece piece={piece} terminal={terminal} />
        </span>
      ))}
      {fromEnd ? null : more}
    </>
  );
}

function Piece({ piece, terminal }: { piece: OutputPiece; terminal: boolean }) {
  if (terminal) return <TerminalTextView {...piece} />;
  return <span className="block">{piece.text.replace(/\n$/, '')}</span>;
}

function excerpt(text: string, fromEnd: boolean): { text: string; isPart: boolean } {
  const trimmed = text.replace(/\n$/, '');
  const part = fromEnd ? trimmed.slice(-PREVIEW_CHARS) : trimmed.slice(0, PREVIEW_CHARS);
  const lines = part.split('\n');
  if (lines.length <= PREVIEW_LINES) return { text: part.toWellFormed(), isPart: part.length < trimmed.length };
  const shown = fromEnd ? ['…', ...lines.slice(-PREVIEW_LINES)] : [...lines.slice(0, PREVIEW_LINES), '…'];
  return { text: shown.join('\n').toWellFormed(), isPart: true };
}
