'use client';

import { ArrowLeft } from 'lucide-react';
import Link from 'next/link';
import type { Ref } from 'react';
import { toCallFailure } from '../../../client/call-failure.ts';
import type { Approval } from '../../../protocol/entities.ts';
import { ApprovalContext } from '../../approve/approval-context.tsx';
import { ApprovalCard, type ResolveApproval } from '../../chat/approval-card.tsx';
import { sessionPath } from '../../chat/use-route.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useConnection } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Empty, Failed, Loading } from '../../primitives/page-state.tsx';
import { useCall } from '../../use-call.ts';

type Props = {
  approvalId: string;
  /** As the queue has it. */
  listed: Approval | undefined;
  /** Where it stands in the queue, from 1; 0 when it is no longer there. */
  position: number;
  count: number;
  ref: Ref<HTMLElement>;
  card: Ref<HTMLDivElement | null>;
  className: string;
  onResolve: ResolveApproval;
  /** To the list, where there is no room for both. */
  onBack: () => void;
  onNext: (() => void) | undefined;
};

/** Exactly what would run, with what led to it, and the answers. It stays when somebody else answers, and says what they did. */
export function WaitingDetail(props: Props) {
  const { approvalId, listed, position, count, ref, card, className, onResolve, onBack, onNext } = props;
  const t = useTranslations('consoleApprovals');
  const ta = useTranslations('approve');
  const offline = useConnection() === 'offline';
  const { data, error, refetch } = useCall('approval.get', { approvalId }, { staleAfter: ['approval.resolved'] });
  const isMissing = toCallFailure(error).refusal?.code === 'NOT_FOUND';
  const approval = data?.approvalId === approvalId ? data : listed;
  const isOpen = approval?.status === 'pending';
  const name = nameOf();

  function nameOf(): string {
    if (!approval) return t('nothingShown');
    const tool = approval.toolName;
    return position > 0 ? t('shown', { position, count, tool }) : t('shownAlone', { tool });
  }

  return (
    <section
      ref={ref}
      tabIndex={-1}
      aria-label={name}
      data-testid="waiting-detail"
      className={cx('min-w-0 space-y-4 rounded-md outline-offset-4', className)}
    >
      <Button tone="ghost" className="-ml-2 rail:hidden" onClick={onBack}>
        <ArrowLeft aria-hidden className="size-4" />
        {t('back')}
      </Button>
      {approval || error ? null : <Loading />}
      {error && !approval ? (
        isMissing ? (
          <Empty title={t('missing')} />
        ) : (
          <Failed error={error} onRetry={() => void refetch()} />
        )
      ) : null}
      {approval ? (
        <ApprovalContext approval={approval}>
          {isOpen && offline ? (
            <p role="status" className="text-sm text-attention">
              {ta('offline')}
            </p>
          ) : null}
          <div className="overflow-hidden rounded-lg border border-line bg-surface text-sm">
            <p className="px-3 py-2 font-medium">
              <EntityLink entity={{ kind: 'tool', toolName: approval.toolName }}>{approval.toolName}</EntityLink>
            </p>
            <ApprovalCard
              ref={card}
              approval={approval}
              onResolve={async (id, answer) => {
                const refused = await onResolve(id, answer);
                // Whoever was first: what is shown is the answer that holds.
                if (refused !== undefined && refused !== 'unreachable' && !refused.retryable) void refetch();
                return refused;
              }}
            />
          </div>
          <Links approval={approval} />
        </ApprovalContext>
      ) : null}
      {(isOpen && position > 0) || (!approval && !error) || !onNext ? null : (
        <Button onClick={onNext}>{t('next')}</Button>
      )}
    </section>
  );
}

function Links({ approval: { approvalId, sessionId, runId, toolName, ruleId } }: { approval: Approval }) {
  const t = useTranslations('consoleApprovals');
  return (
    <p className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      <EntityLink entity={{ kind: 'session', sessionId }}>{t('openSession')}</EntityLink>
      <EntityLink entity={{ kind: 'run', runId, sessionId }}>{t('openRun')}</EntityLink>
      <EntityLink entity={{ kind: 'policy', toolName, ruleId }}>{t('rule')}</EntityLink>
      <EntityLink entity={{ kind: 'audit', filter: { runId } }}>{t('openAudit')}</EntityLink>
      <EntityLink entity={{ kind: 'approval', approvalId }}>{t('openPage')}</EntityLink>
      <Link
        href={sessionPath(sessionId)}
        prefetch={false}
        className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
      >
        {t('openChat')}
      </Link>
    </p>
  );
}
