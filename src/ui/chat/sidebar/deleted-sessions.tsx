'use client';

import { useId, useRef } from 'react';
import { useFormatter, useNow } from 'use-intl';
import type { Session } from '../../../protocol/entities.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Failed } from '../../primitives/page-state.tsx';
import { usePages } from '../../use-call.ts';
import { useSessionActions } from './use-session-actions.tsx';

type Props = {
  /** The last one was brought back: the focus is to go elsewhere. */
  onEmptied: () => void;
};

/** What was deleted and can still be had back, with the time that is left. Nothing is shown where there is none. */
export function DeletedSessions({ onEmptied }: Props) {
  const t = useTranslations('sidebar');
  const pages = usePages('sessions.list', { deleted: true, limit: 50 }, { staleAfter: ['session.updated'] });
  const { restore } = useSessionActions();
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  const sessions = pages.data?.pages.flatMap((page) => page.items) ?? [];
  if (pages.error) return <Failed error={pages.error} onRetry={() => void pages.refetch()} />;
  if (sessions.length === 0) return null;
  const bringBack = async (session: Session): Promise<void> => {
    const restored = await restore(session);
    // Its row goes, and with it the button that had the focus. Refused, its time is over, and it goes as well.
    if (restored && sessions.length === 1) onEmptied();
    else if (restored) heading.current?.focus();
    await pages.refetch();
  };
  return (
    <section aria-labelledby={id} className="mt-3 border-t border-line pt-2">
      <h3 ref={heading} id={id} tabIndex={-1} className="px-2 py-1 text-xs font-medium text-ink-soft outline-none">
        {t('deletedTitle')}
      </h3>
      <ul>
        {sessions.map((session) => (
          <DeletedRow key={session.id} session={session} onRestore={() => void bringBack(session)} />
        ))}
      </ul>
      {pages.hasNextPage ? (
        <Button tone="ghost" size="small" className="mt-1 w-full" onClick={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </section>
  );
}

function DeletedRow({ session, onRestore }: { session: Session; onRestore: () => void }) {
  const t = useTranslations('sidebar');
  const title = session.title || t('untitled');
  return (
    <li data-testid="deleted-session" className="flex items-center gap-2 rounded-md py-1 pl-2">
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm">{title}</span>
        {session.deletedAt === undefined ? null : <GoneFor deletedAt={session.deletedAt} />}
      </span>
      <Button size="small" tone="ghost" aria-label={t('restoreOne', { title })} onClick={onRestore}>
        {t('restore')}
      </Button>
    </li>
  );
}

/** When it is gone for good, as far from now; pointing at it says the moment itself. */
function GoneFor({ deletedAt }: { deletedAt: string }) {
  const t = useTranslations('sidebar');
  const format = useFormatter();
  const now = useNow({ updateInterval: 60_000 });
  const at = new Date(Date.parse(deletedAt) + LIMITS.deletedSessionTtlMs);
  const unit = at.getTime() - now.getTime() < DAY_MS ? 'hour' : 'day';
  return (
    <time
      dateTime={at.toISOString()}
      title={format.dateTime(at, { dateStyle: 'long', timeStyle: 'short' })}
      className="block truncate text-xs text-ink-soft"
    >
      {t('goneAt', { when: format.relativeTime(at, { now, unit }) })}
    </time>
  );
}

const DAY_MS = 24 * 60 * 60 * 1000;
