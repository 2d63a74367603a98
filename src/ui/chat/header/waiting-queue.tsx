'use client';

import Link from 'next/link';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { NoticeSwitch } from '../../notify/notice-switch.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { useResolveApproval } from '../../use-resolve-approval.ts';
import { ApprovalCard } from '../approval-card.tsx';
import { AnsweredLine } from './answered-line.tsx';
import { SessionLink } from './session-link.tsx';
import { useWaitingQueue } from './use-waiting-queue.ts';

/** All approvals that wait, to be answered here. */
export function WaitingQueue() {
  const t = useTranslations('waiting');
  const { approvals, answered, more, isPending, error, refetch, onAnswered } = useWaitingQueue();
  const resolve = useResolveApproval();
  const nothing = !isPending && !error && approvals.length === 0 && answered.length === 0;
  return (
    <div className="space-y-3">
      <h2 className="font-semibold">{t('title')}</h2>
      {error ? <Failed error={error} onRetry={refetch} /> : null}
      {isPending ? <Loading lines={2} /> : null}
      {nothing ? <p className="text-ink-soft">{t('none')}</p> : null}
      {answered.map((approval) => (
        <AnsweredLine key={approval.approvalId} approval={approval} />
      ))}
      {approvals.map((approval) => (
        <article key={approval.approvalId} className="overflow-hidden rounded-lg border border-line">
          <p className="flex items-baseline gap-2 px-3 py-1.5">
            <span className="shrink-0 font-medium">{approval.toolName}</span>
            <SessionLink sessionId={approval.sessionId} />
          </p>
          <ApprovalCard
            approval={approval}
            onResolve={async (approvalId, answer) => {
              const refused = await resolve(approvalId, answer);
              if (refused === undefined) onAnswered(approvalId);
              return refused;
            }}
          />
        </article>
      ))}
      {more > 0 ? <p className="text-ink-soft">{t('more', { count: more })}</p> : null}
      <div className="space-y-3 border-t border-line pt-3">
        <NoticeSwitch />
        <Link href="/console/approvals" prefetch={false} className="text-accent underline underline-offset-2">
          {t('all')}
        </Link>
      </div>
    </div>
  );
}
