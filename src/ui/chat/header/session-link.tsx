'use client';

import { useGateway, useObservable } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { goTo, sessionPath } from '../use-route.ts';

/** Leads to a session by its title, where the list knows it. */
export function SessionLink({ sessionId }: { sessionId: string }) {
  const t = useTranslations('waiting');
  const ts = useTranslations('sidebar');
  const { sessions } = useGateway();
  const session = useObservable(sessions).list.sessions.find(({ id }) => id === sessionId);
  const title = session?.title || session?.preview || ts('untitled');
  return (
    <a
      href={sessionPath(sessionId)}
      aria-label={t('openSession', { title })}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        goTo(sessionPath(sessionId));
      }}
      className="min-w-0 truncate text-xs text-accent underline underline-offset-2"
    >
      {title}
    </a>
  );
}
