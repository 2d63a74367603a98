'use client';

import { useEffect, useRef } from 'react';
import type { ToolItem } from '../../client/fold/transcript.ts';
import { withoutEscapes } from '../../client/tool-summary.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';

const PREVIEW_LINES = 6;
/** More text than this in one element makes the page stutter; the whole of it is in the copy. */
const MAX_SHOWN_CHARS = 100_000;

/** What a tool printed: live while it runs, then as it ended. A few lines of it, or all when `open`. */
export function ToolOutput({ item, open }: { item: ToolItem; open: boolean }) {
  const t = useTranslations('tool');
  const isLive = item.stdout.text !== '' || item.stderr.text !== '';
  if (item.output !== undefined && !isLive) {
    if (item.output === '' && !open) return null;
    const label = t('output');
    return (
      <Stream label={label} text={item.output || t('noOutput')} open={open} fromEnd={item.exitCode !== undefined}>
        {item.truncatedBytes ? (
          <p className="px-3 pb-2 text-xs text-ink-soft">{t('truncated', { bytes: item.truncatedBytes })}</p>
        ) : null}
      </Stream>
    );
  }
  return (
    <>
      {item.stdout.text ? <Stream label={t('liveOutput')} text={item.stdout.text} open={open} fromEnd /> : null}
      {item.stderr.text ? <Stream label={t('errors')} text={item.stderr.text} open={open} fromEnd /> : null}
    </>
  );
}

type StreamProps = { label: string; text: string; open: boolean; fromEnd: boolean; children?: React.ReactNode };

function Stream({ label, text, open, fromEnd, children }: StreamProps) {
  const t = useTranslations('tool');
  const box = useRef<HTMLPreElement>(null);
  const shown = excerpt(withoutEscapes(text), open, fromEnd);
  useEffect(() => {
    if (fromEnd && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [shown, fromEnd]);
  return (
    <div className="group/output relative border-t border-line bg-sunken">
      <pre
        ref={box}
        tabIndex={0}
        aria-label={label}
        data-testid="tool-output"
        className={`overflow-auto px-3 py-2 font-mono text-[0.8rem] leading-normal whitespace-pre-wrap wrap-anywhere ${open ? 'max-h-96' : 'max-h-40'}`}
      >
        {shown}
      </pre>
      <CopyButton
        label={t('copyOutput')}
        text={text}
        className="absolute top-1 right-1 bg-sunken opacity-0 group-hover/output:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      />
      {children}
    </div>
  );
}

function excerpt(text: string, open: boolean, fromEnd: boolean): string {
  const trimmed = text.replace(/\n$/, '');
  if (open) return fromEnd ? trimmed.slice(-MAX_SHOWN_CHARS) : trimmed.slice(0, MAX_SHOWN_CHARS);
  // Only the part that can hold the lines is looked at: a stream may be megabytes long.
  const part = fromEnd ? trimmed.slice(-4_000) : trimmed.slice(0, 4_000);
  const lines = part.split('\n');
  if (lines.length <= PREVIEW_LINES) return part;
  return fromEnd ? `…\n${lines.slice(-PREVIEW_LINES).join('\n')}` : `${lines.slice(0, PREVIEW_LINES).join('\n')}\n…`;
}
