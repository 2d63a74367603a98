'use client';

import { type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { Session } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { Ago } from '../../primitives/time.tsx';
import { shortcutOf } from '../../shortcuts.ts';
import { usePages } from '../../use-call.ts';
import { goTo, sessionPath } from '../use-route.ts';
import { Highlighted } from './highlighted.tsx';
import { hasModifier } from './session-list.tsx';

export type SearchHit = MethodResult<'sessions.search'>['hits'][number];

type Props = {
  query: string;
  onChosen: () => void;
  /** Back to the field: up from the first row. */
  onLeave: () => void;
  ref?: Ref<{ focusFirst: () => void }>;
};

const TITLES = 5;
const ROW = 'block rounded-md px-2 py-1.5 text-sm -outline-offset-2 hover:bg-line/60';

/** Sessions whose title is like what was asked for, and everything that was said with these words, latest first. */
export function SearchResults({ query, onChosen, onLeave, ref }: Props) {
  const t = useTranslations('search');
  const titles = usePages('sessions.list', { query, limit: TITLES });
  const said = usePages('sessions.search', { query, limit: 20 });
  const list = useRef<HTMLDivElement>(null);
  const rows = (): HTMLElement[] => [...(list.current?.querySelectorAll<HTMLElement>('a[href]') ?? [])];
  useImperativeHandle(ref, () => ({ focusFirst: () => rows()[0]?.focus() }));

  const keyed = (event: KeyboardEvent): void => {
    const name = shortcutOf('sessions', event);
    const all = rows();
    const at = all.findIndex((row) => row === document.activeElement);
    if (name === 'up' && at <= 0) onLeave();
    else if (name === 'up') all[at - 1]?.focus();
    else if (name === 'down') all[at + 1]?.focus();
    else if (name === 'first') all[0]?.focus();
    else if (name === 'last') all.at(-1)?.focus();
    else return;
    event.preventDefault();
  };
  const open = (path: string) => (event: React.MouseEvent) => {
    if (hasModifier(event)) return;
    event.preventDefault();
    goTo(path);
    onChosen();
  };

  // Both answers change at once: a row that goes while the other answer is on its way would take the focus with it.
  const pending = titles.isPending || said.isPending;
  const isWhole = !pending && !titles.isPlaceholderData && !said.isPlaceholderData;
  const [shown, setShown] = useState<{ titles: typeof titles.data; said: typeof said.data }>();
  if (isWhole && (shown?.titles !== titles.data || shown?.said !== said.data)) {
    setShown({ titles: titles.data, said: said.data });
  }
  const sessions = shown?.titles?.pages[0]?.items ?? [];
  const hits = shown?.said?.pages.flatMap((page) => page.hits) ?? [];
  const nothing = isWhole && !said.error && sessions.length === 0 && hits.length === 0;
  return (
    <div ref={list} onKeyDown={keyed} className="space-y-3">
      <p role="status" className="sr-only">
        {isWhole ? t('found', { count: sessions.length + hits.length }) : ''}
      </p>
      {said.error ? <Failed error={said.error} onRetry={() => void said.refetch()} /> : null}
      {pending && !said.error ? <Loading /> : null}
      {nothing ? <p className="px-2 py-1 text-sm text-ink-soft">{t('nothing', { query })}</p> : null}
      {sessions.length === 0 ? null : <Titles sessions={sessions} open={open} />}
      {hits.length === 0 ? null : (
        <section>
          <h2 className="px-2 pb-1 text-xs font-medium text-ink-soft">{t('messages')}</h2>
          <ul>
            {hits.map((hit) => (
              <Hit key={`${hit.sessionId}:${hit.seq}`} hit={hit} onClick={open(sessionPath(hit.sessionId, hit.seq))} />
            ))}
          </ul>
        </section>
      )}
      {said.hasNextPage ? (
        <Button
          tone="ghost"
          size="small"
          className="w-full"
          disabled={said.isFetchingNextPage}
          onClick={() => void said.fetchNextPage()}
        >
          {t('more')}
        </Button>
      ) : null}
    </div>
  );
}

type TitlesProps = { sessions: readonly Session[]; open: (path: string) => (event: React.MouseEvent) => void };

function Titles({ sessions, open }: TitlesProps) {
  const t = useTranslations('search');
  const ts = useTranslations('sidebar');
  return (
    <section>
      <h2 className="px-2 pb-1 text-xs font-medium text-ink-soft">{t('sessions')}</h2>
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>
            <a href={sessionPath(session.id)} onClick={open(sessionPath(session.id))} className={`${ROW} truncate`}>
              {session.title || session.preview || ts('untitled')}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hit({ hit, onClick }: { hit: SearchHit; onClick: (event: React.MouseEvent) => void }) {
  const t = useTranslations('search');
  const ts = useTranslations('sidebar');
  return (
    <li>
      <a href={sessionPath(hit.sessionId, hit.seq)} onClick={onClick} data-testid="search-hit" className={ROW}>
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate font-medium">{hit.title || ts('untitled')}</span>
          <span className="shrink-0 text-xs text-ink-soft">
            <Ago at={hit.createdAt} />
          </span>
        </span>
        <span className="line-clamp-2 text-xs text-ink-soft wrap-anywhere">
          {t(`by.${hit.role}`)}
          {': '}
          <Highlighted text={hit.snippet} ranges={hit.ranges} />
        </span>
      </a>
    </li>
  );
}
