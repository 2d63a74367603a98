'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { usePages } from '../../use-call.ts';
import { SessionList } from './session-list.tsx';

type Props = { currentId: string | undefined; onChosen: () => void; onEmptied: () => void };

/** What was put away: out of the list, still to be read, found and taken back. */
export function ArchivedSessions(props: Props) {
  const t = useTranslations('sidebar');
  const pages = usePages('sessions.list', { archived: true, limit: 50 }, { staleAfter: ['session.updated'] });
  const sessions = pages.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {pages.error ? <Failed error={pages.error} onRetry={() => void pages.refetch()} /> : null}
      {pages.isPending ? <Loading /> : null}
      {pages.data && sessions.length === 0 ? (
        <p className="px-2 py-1 text-sm text-ink-soft">{t('noneArchived')}</p>
      ) : null}
      <SessionList sessions={sessions} {...props} />
      {pages.hasNextPage ? (
        <Button tone="ghost" size="small" className="mt-1 w-full" onClick={() => void pages.fetchNextPage()}>
          {t('more')}
        </Button>
      ) : null}
    </>
  );
}
