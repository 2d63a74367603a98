'use client';

import type { ReactNode } from 'react';
import { withHiddenShown } from '../../client/visible-text.ts';
import type { ApprovalDisplay as Display } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';

type Props = {
  display: Display;
  /** More rows of terms and descriptions. */
  children?: ReactNode;
};

/** Exactly what will run, with where it will run. */
export function ApprovalDisplay({ display, children }: Props) {
  const t = useTranslations('approval');
  const tm = useTranslations('mode');
  return (
    <div className="space-y-2">
      {display.kind === 'command' ? (
        <Exact label={t(display.argv ? 'commandWithoutShell' : 'command')} text={display.script} />
      ) : null}
      {display.kind === 'request' ? <Exact label={t('request')} text={asMessage(display)} /> : null}
      {display.kind === 'call' ? <Exact label={t('call')} text={display.summary} /> : null}
      {display.kind === 'file' ? (
        <Diff label={`${t(display.created ? 'create' : 'change')}: ${inOneLine(display.path)}`} diff={display.diff} />
      ) : null}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-xs text-ink-soft">
        <dt>{t('folder')}</dt>
        <dd className="font-mono text-ink wrap-anywhere">{inOneLine(display.cwd)}</dd>
        <dt>{t('where')}</dt>
        <dd className="text-ink">{tm(display.mode)}</dd>
        {children}
      </dl>
    </div>
  );
}

/** A name may hold line breaks, which a page draws as spaces. */
const inOneLine = (name: string): string => withHiddenShown(name).replaceAll('\n', '⟨U+000A⟩');

/** A request as it goes over the wire: line, headers, body. */
function asMessage({ method, url, headers, body }: Extract<Display, { kind: 'request' }>): string {
  const head = [`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\n');
  return body === undefined ? head : `${head}\n\n${body}`;
}

function Exact({ label, text }: { label: string; text: string }) {
  return (
    <Shown label={label} text={text}>
      <pre
        tabIndex={0}
        data-testid="approval-script"
        className="max-h-72 overflow-auto rounded-md border border-line bg-surface px-3 py-2 font-mono text-[0.8rem] whitespace-pre-wrap wrap-anywhere"
      >
        {withHiddenShown(text)}
      </pre>
    </Shown>
  );
}

function Diff({ label, diff }: { label: string; diff: string }) {
  const t = useTranslations('approval');
  if (diff === '') return <p className="text-xs text-ink-soft">{`${label}. ${t('noChange')}`}</p>;
  const lines = diff.replace(/\n$/, '').split('\n');
  return (
    <Shown label={label} text={diff}>
      <pre
        tabIndex={0}
        data-testid="approval-script"
        className="max-h-72 overflow-auto rounded-md border border-line bg-surface py-1 font-mono text-[0.8rem] whitespace-pre-wrap wrap-anywhere"
      >
        {lines.map((line, index) => (
          // A diff is shown whole and never changes: the index is what a line is.
          <span key={index} className={`block px-3 ${lineLook(line, index < 2 && diff.startsWith('--- '))}`}>
            {withHiddenShown(line) || ' '}
          </span>
        ))}
      </pre>
    </Shown>
  );
}

/** More lines than the box shows at once. */
const SHORT_LINES = 14;

/** What a person has to know to have read it all: how long it is, and that it holds characters nobody sees. */
function Shown({ label, text, children }: { label: string; text: string; children: ReactNode }) {
  const t = useTranslations('approval');
  const count = text.replace(/\n$/, '').split('\n').length;
  return (
    <figure>
      <figcaption className="mb-1 text-xs text-ink-soft wrap-anywhere">
        {label}
        {count > SHORT_LINES ? <strong className="ml-2 text-ink">{t('lines', { count })}</strong> : null}
        {withHiddenShown(text) === text ? null : (
          <strong role="note" className="block text-ink">
            {t('hiddenCharacters')}
          </strong>
        )}
      </figcaption>
      {children}
    </figure>
  );
}

/** Only the first two lines of a diff are its header: an added line that begins with `++` is an added line. */
function lineLook(line: string, isHeader: boolean): string {
  if (isHeader || line.startsWith('@@')) return 'text-ink-soft';
  if (line.startsWith('+')) return 'bg-added';
  if (line.startsWith('-')) return 'bg-removed';
  return '';
}
