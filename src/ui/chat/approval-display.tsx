'use client';

import { type ReactNode, useMemo } from 'react';
import { withHiddenShown } from '../../client/visible-text.ts';
import type { ApprovalDisplay as Display } from '../../protocol/entities.ts';
import { DiffCounts, DiffView } from '../diff/diff-view.tsx';
import { readDiff } from '../diff/unified-diff.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { ShellText } from './shell-text.tsx';

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
        <Exact label={t(display.argv ? 'commandWithoutShell' : 'command')} text={display.script} shell />
      ) : null}
      {display.kind === 'request' ? <Exact label={t('request')} text={asMessage(display)} /> : null}
      {display.kind === 'call' ? <Exact label={t('call')} text={display.summary} /> : null}
      {display.kind === 'file' ? (
        <Change
          label={`${t(display.created ? 'create' : 'change')}: ${inOneLine(display.path)}`}
          path={display.path}
          diff={display.diff}
        />
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

function Exact({ label, text, shell = false }: { label: string; text: string; shell?: boolean }) {
  return (
    <Shown label={label} text={text}>
      <pre
        tabIndex={0}
        data-testid="approval-script"
        className="max-h-72 overflow-auto rounded-md border border-line bg-surface px-3 py-2 font-mono text-[0.8rem] whitespace-pre-wrap wrap-anywhere"
      >
        {shell ? <ShellText text={text} /> : withHiddenShown(text)}
      </pre>
    </Shown>
  );
}

function Change({ label, path, diff: text }: { label: string; path: string; diff: string }) {
  const t = useTranslations('approval');
  const diff = useMemo(() => readDiff(text, path), [text, path]);
  if (text === '') return <p className="text-xs text-ink-soft">{`${label}. ${t('noChange')}`}</p>;
  return (
    <Shown label={label} text={text} aside={<DiffCounts diff={diff} />}>
      <DiffView diff={diff} label={label} testId="approval-script" className="max-h-80 rounded-md border border-line" />
    </Shown>
  );
}

/** More lines than the box shows at once. */
const SHORT_LINES = 14;

/** What a person has to know to have read it all: how long it is, and that it holds characters nobody sees. */
function Shown({
  label,
  text,
  aside,
  children,
}: {
  label: string;
  text: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations('approval');
  const count = text.replace(/\n$/, '').split('\n').length;
  return (
    <figure>
      <figcaption className="mb-1 text-xs text-ink-soft wrap-anywhere">
        {label}
        {aside === undefined ? null : <span className="ml-2">{aside}</span>}
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
