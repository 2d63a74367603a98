'use client';

import { SquarePen } from 'lucide-react';
import type { MouseEvent } from 'react';
import type { Session } from '../../protocol/entities.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { goTo, NEW_PATH, sessionPath } from './use-route.ts';

type Props = { currentId: string | undefined; onChosen?: () => void };

/** All sessions, live, and the way to a new one. */
export function SessionSidebar({ currentId, onChosen }: Props) {
  const t = useTranslations('sidebar');
  const { sessions } = useGateway();
  const { list, loaded, hasMore } = useObservable(sessions);
  const waiting = Object.keys(list.pendingApprovals).length;
  const open = (path: string) => (event: MouseEvent) => {
    // A link with a modifier opens a tab, as everywhere.
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    goTo(path);
    onChosen?.();
  };
  return (
    <div className="flex h-full flex-col bg-rail">
      <div className="flex h-12 shrink-0 items-center justify-between pr-2 pl-4">
        <span className="text-sm font-semibold tracking-tight">OpenFoal</span>
        <a
          href={NEW_PATH}
          onClick={open(NEW_PATH)}
          className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-ink-soft hover:bg-line/60 hover:text-ink"
        >
          <SquarePen aria-hidden className="size-4" />
          {t('new')}
        </a>
      </div>
      {waiting > 0 ? (
        <p className="mx-2 mb-1 rounded-md bg-attention-soft px-2 py-1 text-xs text-attention">
          {t('waiting', { count: waiting })}
        </p>
      ) : null}
      <nav aria-label={t('label')} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {loaded ? null : <p className="px-2 py-1 text-sm text-ink-soft">{t('loading')}</p>}
        {loaded && list.sessions.length === 0 ? <p className="px-2 py-1 text-sm text-ink-soft">{t('empty')}</p> : null}
        <ul>
          {list.sessions.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              current={session.id === currentId}
              onClick={open(sessionPath(session.id))}
            />
          ))}
        </ul>
        {hasMore ? (
          <Button tone="ghost" size="small" className="mt-1 w-full" onClick={() => void sessions.loadMore()}>
            {t('more')}
          </Button>
        ) : null}
      </nav>
    </div>
  );
}

type RowProps = { session: Session; current: boolean; onClick: (event: MouseEvent) => void };

function SessionRow({ session, current, onClick }: RowProps) {
  const t = useTranslations('sidebar');
  return (
    <li>
      <a
        href={sessionPath(session.id)}
        onClick={onClick}
        aria-current={current ? 'page' : undefined}
        className={cx(
          'flex h-9 items-center gap-2 rounded-md px-2 text-sm hover:bg-line/60',
          current ? 'bg-line/80 font-medium' : 'text-ink-soft hover:text-ink',
        )}
      >
        <span className="min-w-0 flex-1 truncate">{session.title || session.preview || t('untitled')}</span>
        <StatusDot status={session.status} />
      </a>
    </li>
  );
}

function StatusDot({ status }: { status: Session['status'] }) {
  const t = useTranslations('sessionStatus');
  if (status === 'idle') return null;
  return (
    <span
      role="img"
      aria-label={t(status)}
      title={t(status)}
      data-testid="status-dot"
      data-status={status}
      className={cx('size-2 shrink-0 rounded-full', status === 'running' ? 'animate-pulse bg-accent' : 'bg-attention')}
    />
  );
}
