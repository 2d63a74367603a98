'use client';

import { Hand } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useRef } from 'react';
import { useGateway, useObservable } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { NoticeSwitch } from '../../notify/notice-switch.tsx';
import { Button } from '../../primitives/button.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { Popover } from '../../primitives/popover.tsx';
import { useResolveApproval } from '../../use-resolve-approval.ts';
import { ApprovalCard } from '../approval-card.tsx';
import { AnsweredLine } from './answered-line.tsx';
import { SessionLink } from './session-link.tsx';
import { useWaitingQueue } from './use-waiting-queue.ts';

/** How many approvals wait in all sessions, and behind it each of them, to be answered here. */
export function WaitingApprovals() {
  const t = useTranslations('waiting');
  const { sessions } = useGateway();
  const count = Object.keys(useObservable(sessions).list.pendingApprovals).length;
  const label = t('button', { count });
  return (
    <>
      <Popover
        label={t('title')}
        size="wide"
        trigger={
          <Button
            tone="ghost"
            size="small"
            aria-label={label}
            title={label}
            data-testid="waiting-approvals"
            className={count > 0 ? 'bg-attention-soft text-attention tabular-nums' : ''}
          >
            <Hand aria-hidden className="size-4" />
            {count > 0 ? count : null}
          </Button>
        }
      >
        <Queue />
      </Popover>
      <Announcer count={count} />
    </>
  );
}

function Queue() {
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

/** Tells a screen reader when the number changes, whatever page of the chat is open. */
function Announcer({ count }: { count: number }) {
  const t = useTranslations('waiting');
  const before = useRef(count);
  const region = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (before.current === count) return;
    before.current = count;
    // Written into the page directly: it is spoken when it changes, and what was there when the page opened is not.
    if (region.current) region.current.textContent = t('announce', { count });
  }, [count, t]);
  return <span ref={region} role="status" className="sr-only" />;
}
