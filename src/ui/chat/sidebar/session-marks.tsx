'use client';

import type { Session } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { cx } from '../../primitives/cx.ts';

/** How a session stands: what is not as usual, and nothing else. */
export function SessionMarks({ session, unread }: { session: Session; unread: boolean }) {
  const tm = useTranslations('mode');
  const ts = useTranslations('syncState');
  const t = useTranslations('sidebar');
  return (
    <>
      {session.runtimeMode === 'local' ? null : <Badge>{tm(session.runtimeMode)}</Badge>}{' '}
      {session.syncState === 'local_only' ? null : (
        <Badge tone={session.syncState === 'conflict' ? 'danger' : 'plain'}>{ts(session.syncState)}</Badge>
      )}{' '}
      {session.status === 'idle' ? (
        unread ? (
          <Dot label={t('unread')} look="bg-accent" testId="unread-dot" />
        ) : null
      ) : (
        <StatusDot status={session.status} />
      )}
    </>
  );
}

/** Running is a ring, and waiting a dot of another colour. Neither moves: a list is looked at from the corner of an eye all day. */
export function StatusDot({ status }: { status: Exclude<Session['status'], 'idle'> }) {
  const t = useTranslations('sessionStatus');
  return (
    <Dot
      label={t(status)}
      look={status === 'running' ? 'border-2 border-accent' : 'bg-attention'}
      testId="status-dot"
      status={status}
    />
  );
}

type DotProps = { label: string; look: string; testId: string; status?: string };

function Dot({ label, look, testId, status }: DotProps) {
  return (
    <span
      role="img"
      aria-label={label}
      title={label}
      data-testid={testId}
      data-status={status}
      className={cx('size-2 shrink-0 rounded-full', look)}
    />
  );
}
