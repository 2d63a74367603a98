'use client';

import type { ReactNode } from 'react';
import type { ToolItem } from '../../client/fold/transcript.ts';
import { withHiddenShown } from '../../client/visible-text.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Badge } from '../primitives/badge.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { cx } from '../primitives/cx.ts';
import { indentedJson, readHttpAnswer } from './http-answer.ts';
import { readSearchHits, type SearchHits, splitAt } from './search-hits.ts';
import { OutputBox } from './tool-output.tsx';

type Props = { item: ToolItem; open: boolean; onOpen: () => void };

/** What a call put out: live while it runs, then as it ended, in the form that fits its tool. */
export function ToolResult({ item, open, onOpen }: Props) {
  const t = useTranslations('tool');
  const { stdout, stderr, output } = item;
  if (output === undefined || stdout.text !== '' || stderr.text !== '') {
    const box = { open, onOpen, fromEnd: true, terminal: true };
    return (
      <>
        {stdout.text ? <OutputBox label={t('liveOutput')} text={stdout.text} {...box} /> : null}
        {stderr.text ? (
          <OutputBox label={t('errors')} text={stderr.text} {...box}>
            <p className="px-3 pb-1.5 text-xs text-danger">{t('errors')}</p>
          </OutputBox>
        ) : null}
      </>
    );
  }
  if (output === '' && !open) return null;
  const cut = item.truncatedBytes ? (
    <p className="px-3 pb-2 text-xs text-ink-soft">{t('truncated', { bytes: item.truncatedBytes })}</p>
  ) : null;
  const isShell = item.toolName === 'bash.exec' || item.exitCode !== undefined;
  if (item.status === 'success' && !isShell) {
    const answer = item.toolName === 'http.request' ? readHttpAnswer(output) : undefined;
    if (answer) return <Answer answer={answer} output={output} open={open} onOpen={onOpen} />;
    const hits = item.toolName.endsWith('.search') ? readSearchHits(output) : undefined;
    if (hits) return <Hits hits={hits} item={item} output={output} open={open} onOpen={onOpen} />;
  }
  return (
    <OutputBox
      label={t('output')}
      text={output || t('noOutput')}
      open={open}
      onOpen={onOpen}
      fromEnd={isShell}
      terminal={isShell}
      copied={output}
    >
      {cut}
    </OutputBox>
  );
}

type AnswerProps = Omit<Props, 'item'> & { answer: NonNullable<ReturnType<typeof readHttpAnswer>>; output: string };

/** Status and headers, and the body under them. */
function Answer({ answer, output, open, onOpen }: AnswerProps) {
  const t = useTranslations('tool');
  const { status, statusText, headers, body } = answer;
  const tone = status < 300 ? 'success' : status < 400 ? 'accent' : 'danger';
  return (
    <>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1 border-t border-line px-3 py-2 text-xs">
        <Badge tone={tone}>
          {status} {statusText}
        </Badge>
        <dl className="grid min-w-0 flex-1 grid-cols-[auto_1fr] gap-x-2 font-mono">
          {headers.map(([name, value], index) => (
            // The headers of an answer never change: the index is what one is.
            <div key={index} className="contents">
              <dt className="text-ink-soft">{name}</dt>
              <dd className="wrap-anywhere">{withHiddenShown(value)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {body === '' ? null : (
        <OutputBox label={t('output')} text={indentedJson(body) ?? body} open={open} onOpen={onOpen} copied={output} />
      )}
    </>
  );
}

const PREVIEW_HITS = 6;

type HitsProps = Props & { hits: SearchHits; output: string };

/** Lines under the file that they are in, with what was looked for marked. */
function Hits({ hits, item: { args }, output, open, onOpen }: HitsProps) {
  const t = useTranslations('tool');
  // An expression is not tried here: the page has another engine than the gateway, and a bad one can take for ever.
  const needle = args.regex === true ? '' : typeof args.pattern === 'string' ? args.pattern : '';
  let left = open ? hits.count : PREVIEW_HITS;
  const rows: ReactNode[] = [];
  for (const file of hits.files) {
    if (left <= 0) break;
    const shown = file.hits.slice(0, left);
    left -= shown.length;
    rows.push(
      <li key={`${file.path}:${rows.length}`}>
        <span className="font-medium wrap-anywhere">{withHiddenShown(file.path)}</span>
        <ul>
          {shown.map(({ line, text }) => (
            <li key={line} className="flex gap-2">
              <span className="w-[4ch] shrink-0 text-right text-ink-soft tabular-nums select-none">{line}</span>
              <span className="min-w-0 flex-1 whitespace-pre-wrap wrap-anywhere">
                <Marked text={text.trimStart()} needle={needle} ignoreCase={args.ignoreCase === true} />
              </span>
            </li>
          ))}
        </ul>
      </li>,
    );
  }
  return (
    <div className="group/output relative border-t border-line bg-sunken">
      {/* Focusable, so that the arrow keys scroll it. */}
      <div
        tabIndex={0}
        role="group"
        aria-label={t('output')}
        data-testid="search-hits"
        className={cx('overflow-auto py-2 pr-9 pl-3 font-mono text-[0.8rem]', open ? 'max-h-[28rem]' : 'max-h-64')}
      >
        <ul className="space-y-1.5">{rows}</ul>
        {hits.notes.map((note) => (
          <p key={note} className="mt-1 font-sans text-xs text-ink-soft">
            {note}
          </p>
        ))}
      </div>
      <CopyButton
        label={t('copyOutput')}
        text={output}
        className="absolute top-1 right-1 bg-sunken opacity-0 group-hover/output:opacity-100 focus-visible:opacity-100 pointer-coarse:opacity-100"
      />
      {!open && hits.count > PREVIEW_HITS ? (
        <button type="button" onClick={onOpen} className="block px-3 pb-1.5 text-xs text-ink-soft hover:text-ink">
          {t('allHits', { count: hits.count })}
        </button>
      ) : null}
    </div>
  );
}

function Marked({ text, needle, ignoreCase }: { text: string; needle: string; ignoreCase: boolean }) {
  return splitAt(text, needle, ignoreCase).map((part, index) =>
    index % 2 === 0 ? (
      withHiddenShown(part)
    ) : (
      // The text never changes: the index is what a part is.
      <mark key={index} className="rounded-xs bg-accent-soft font-semibold text-ink">
        {withHiddenShown(part)}
      </mark>
    ),
  );
}
