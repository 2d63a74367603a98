'use client';

import { MessageSquare } from 'lucide-react';
import Link from 'next/link';
import { toCallFailure } from '../../client/call-failure.ts';
import type { Approval } from '../../protocol/entities.ts';
import { ApprovalCard } from '../chat/approval-card.tsx';
import { ApprovalDisplay } from '../chat/approval-display.tsx';
import { sessionPath } from '../chat/use-route.ts';
import { useConnection, useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Empty, Failed, Loading } from '../primitives/page-state.tsx';
import { Moment } from '../primitives/time.tsx';
import { LanguageSwitch, ThemeSwitch } from '../settings-switches.tsx';
import { ShortcutsButton } from '../shortcuts-button.tsx';
import { useCall } from '../use-call.ts';
import { useResolveApproval } from '../use-resolve-approval.ts';
import { ApprovalContext } from './approval-context.tsx';

/** One approval, for somebody who was called to it: what it is about, exactly what would run, and the answers. */
export function ApprovePage({ approvalId }: { approvalId: string }) {
  const t = useTranslations('approve');
  const { data, error, isPending, refetch } = useCall(
    'approval.get',
    { approvalId },
    { staleAfter: ['approval.resolved'] },
  );
  const missing = toCallFailure(error).refusal?.code === 'NOT_FOUND';
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <ShortcutsButton />
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-3">
        <h1 className="min-w-0 flex-1 truncate text-sm font-semibold">{t('title')}</h1>
        <LanguageSwitch />
        <ThemeSwitch />
        <Link
          href="/"
          prefetch={false}
          className="inline-flex h-8 items-center gap-1.5 rounded-md px-2 text-sm text-ink-soft hover:bg-sunken hover:text-ink"
        >
          <MessageSquare aria-hidden className="size-4" />
          {t('toChat')}
        </Link>
      </header>
      <main className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-2xl space-y-4 p-4">
          {isPending && !error ? (
            <>
              <p className="sr-only">{t('loading')}</p>
              <Loading />
            </>
          ) : null}
          {missing ? <Empty title={t('missing')}>{t('missingHint')}</Empty> : null}
          {error && !missing ? <Failed error={error} onRetry={() => void refetch()} /> : null}
          {data && data.approvalId === approvalId && !missing ? (
            <OneApproval approval={data} onAnswered={() => void refetch()} />
          ) : null}
          <NextOne shownId={approvalId} />
        </div>
      </main>
    </div>
  );
}

function OneApproval({ approval, onAnswered }: { approval: Approval; onAnswered: () => void }) {
  const t = useTranslations('approve');
  const resolve = useResolveApproval();
  const offline = useConnection() === 'offline';
  const open = approval.status === 'pending';
  return (
    <ApprovalContext approval={approval}>
      {open && offline ? (
        <p role="status" className="text-sm text-attention">
          {t('offline')}
        </p>
      ) : null}
      <section
        aria-label={approval.toolName}
        className="overflow-hidden rounded-lg border border-line bg-surface text-sm"
      >
        <p className="px-3 py-2 font-medium">{approval.toolName}</p>
        {open ? (
          <ApprovalCard
            approval={approval}
            onResolve={async (id, answer) => {
              const refused = await resolve(id, answer);
              // Whoever was first: what is shown is the answer that holds.
              if (refused === undefined || refused === 'unreachable' || !refused.retryable) onAnswered();
              return refused;
            }}
          />
        ) : (
          <Answered approval={approval} />
        )}
      </section>
      <Link
        href={sessionPath(approval.sessionId)}
        prefetch={false}
        className="inline-block text-sm text-accent underline underline-offset-2"
      >
        {t('openSession')}
      </Link>
    </ApprovalContext>
  );
}

function Answered({ approval }: { approval: Approval }) {
  const t = useTranslations('approve');
  const ta = useTranslations('approval');
  const { status, scope, decidedBy, decidedAt, comment, display } = approval;
  if (status === 'pending') return null;
  return (
    <div data-testid="approval-answered" className="space-y-3 border-t border-line px-3 py-3">
      <div role="status">
        <p className="font-medium">
          {t(`answered.${status === 'approved' && scope === 'session' ? 'approved_session' : status}`)}
        </p>
        <p className="text-xs text-ink-soft">
          {decidedBy === undefined ? null : t('by', { who: decidedBy })}
          {decidedAt === undefined ? null : (
            <>
              {' · '}
              <Moment at={decidedAt} />
            </>
          )}
        </p>
        {comment ? <p className="text-xs text-ink-soft wrap-anywhere">{ta('because', { comment })}</p> : null}
      </div>
      <ApprovalDisplay display={display} />
    </div>
  );
}

/** Whoever answers one is in the middle of it: the way to the next. */
function NextOne({ shownId }: { shownId: string }) {
  const t = useTranslations('approve');
  const { sessions } = useGateway();
  const others = Object.keys(useObservable(sessions).list.pendingApprovals).filter((id) => id !== shownId);
  const [next] = others;
  if (next === undefined) return null;
  return (
    <p className="flex flex-wrap gap-x-2 border-t border-line pt-4 text-sm text-ink-soft">
      {t('next', { count: others.length })}
      <Link
        href={`/approve/${encodeURIComponent(next)}`}
        prefetch={false}
        className="text-accent underline underline-offset-2"
      >
        {t('toNext')}
      </Link>
    </p>
  );
}
