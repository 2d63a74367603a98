'use client';

import { Archive, ArrowLeft, LayoutDashboard, SquarePen } from 'lucide-react';
import Link from 'next/link';
import { type MouseEvent, useRef, useState } from 'react';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button, IconButton } from '../primitives/button.tsx';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import { ArchivedSessions } from './sidebar/archived-sessions.tsx';
import { DeletedSessions } from './sidebar/deleted-sessions.tsx';
import { SearchField, useSettled } from './sidebar/search-field.tsx';
import { SearchResults } from './sidebar/search-results.tsx';
import { hasModifier, SessionList } from './sidebar/session-list.tsx';
import { goTo, NEW_PATH } from './use-route.ts';

type Props = { currentId: string | undefined; onChosen?: () => void };

const SEARCH_AFTER_MS = 200;
const FOOT =
  'flex h-9 w-full items-center gap-2.5 rounded-md px-2 text-sm text-ink-soft hover:bg-line/60 hover:text-ink';

/** All sessions, live, what was said in them, and the way to a new one. */
export function SessionSidebar({ currentId, onChosen = () => {} }: Props) {
  const t = useTranslations('sidebar');
  const [archived, setArchived] = useState(false);
  const [asked, setAsked] = useState('');
  const query = useSettled(asked.trim(), SEARCH_AFTER_MS);
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<{ focusFirst: () => void }>(null);
  const list = useRef<HTMLElement>(null);
  const newLink = useRef<HTMLAnchorElement>(null);
  const onEmptied = (): void => newLink.current?.focus();
  const openNew = (event: MouseEvent): void => {
    if (hasModifier(event)) return;
    event.preventDefault();
    goTo(NEW_PATH);
    onChosen();
  };
  const down = (): void => {
    if (query !== '') results.current?.focusFirst();
    else list.current?.querySelector<HTMLElement>('a[tabindex="0"]')?.focus();
  };
  return (
    <div className="flex h-full flex-col bg-rail">
      <div className="flex h-12 shrink-0 items-center justify-between pr-2 pl-4">
        <span className="text-sm font-semibold tracking-tight">OpenFoal</span>
        <a
          ref={newLink}
          href={NEW_PATH}
          onClick={openNew}
          className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-ink-soft hover:bg-line/60 hover:text-ink"
        >
          <SquarePen aria-hidden className="size-4" />
          {t('new')}
        </a>
      </div>
      <SearchField ref={field} value={asked} onChange={setAsked} onDown={down} />
      <nav ref={list} aria-label={t('label')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {query !== '' ? (
          <SearchResults ref={results} query={query} onChosen={onChosen} onLeave={() => field.current?.focus()} />
        ) : archived ? (
          <>
            <h2 className="flex items-center gap-1 py-1 text-sm font-medium">
              <IconButton label={t('backToSessions')} size="tiny" onClick={() => setArchived(false)}>
                <ArrowLeft aria-hidden className="size-4" />
              </IconButton>
              {t('archivedTitle')}
            </h2>
            <ArchivedSessions currentId={currentId} onChosen={onChosen} onEmptied={onEmptied} />
            <DeletedSessions onEmptied={onEmptied} />
          </>
        ) : (
          <LiveSessions currentId={currentId} onChosen={onChosen} onEmptied={onEmptied} />
        )}
      </nav>
      <div className="shrink-0 border-t border-line p-2">
        {archived ? null : (
          <button type="button" className={FOOT} onClick={() => setArchived(true)}>
            <Archive aria-hidden className="size-4" />
            {t('showArchived')}
          </button>
        )}
        <Link href="/console" prefetch={false} className={FOOT}>
          <LayoutDashboard aria-hidden className="size-4" />
          {t('console')}
        </Link>
        <span className="flex items-center gap-1 px-1 sm:hidden">
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </div>
    </div>
  );
}

type ListProps = { currentId: string | undefined; onChosen: () => void; onEmptied: () => void };

function LiveSessions(props: ListProps) {
  const t = useTranslations('sidebar');
  const { sessions } = useGateway();
  const { list, loaded, hasMore } = useObservable(sessions);
  return (
    <>
      {loaded ? null : <p className="px-2 py-1 text-sm text-ink-soft">{t('loading')}</p>}
      {loaded && list.sessions.length === 0 ? <p className="px-2 py-1 text-sm text-ink-soft">{t('empty')}</p> : null}
      <SessionList sessions={list.sessions} {...props} />
      {hasMore ? (
        <Button tone="ghost" size="small" className="mt-1 w-full" onClick={() => void sessions.loadMore()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
