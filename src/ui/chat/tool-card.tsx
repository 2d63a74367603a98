'use client';

import { ChevronDown } from 'lucide-react';
import { memo, Suspense, useMemo, useState } from 'react';
import type { ToolItem } from '../../client/fold/transcript.ts';
import { formatDuration } from '../../client/format-duration.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import type { Approval } from '../../protocol/entities.ts';
import { EntityLink } from '../entity-link.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { ApprovalAnswer } from './approval-answer.tsx';
import type { ResolveApproval } from './approval-card.tsx';
import { ApprovalCard, ToolChangeView } from './call-parts.ts';
import { StatusMark } from './status-mark.tsx';
import { toolChange } from './tool-change.ts';
import { ToolDetails } from './tool-details.tsx';
import { ToolIcon } from './tool-icon.tsx';
import { ToolResult } from './tool-result.tsx';
import { useNow } from './use-now.ts';

type Props = {
  item: ToolItem;
  approval: Approval | undefined;
  onResolve: ResolveApproval;
};

/** One tool call: what it is, how it goes, what came out, and the question whether it may run. */
export const ToolCard = memo(function ToolCard({ item, approval, onResolve }: Props) {
  const t = useTranslations('tool');
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const { toolName, args, status } = item;
  const summary = toolSummary(args);
  const stopped = item.error?.code === 'ABORTED';
  const asks = approval?.status === 'pending' && status === 'waiting_approval';
  const [answeredHere, setAnsweredHere] = useState(false);
  const answer: ResolveApproval = (approvalId, chosen) => {
    setAnsweredHere(true);
    return onResolve(approvalId, chosen);
  };
  const change = useMemo(() => toolChange(toolName, args, approval), [toolName, args, approval]);
  // A question about a file shows the change itself.
  const showsChange = change !== undefined && !(asks && approval.display.kind === 'file');
  // What a change of a file says of itself is its size: the change is what is looked at.
  const showsResult = change === undefined || open || status !== 'success';
  const show = (): void => setOpen(true);
  return (
    // A group and no landmark: there are many of them, and some are called the same.
    <div role="group" aria-label={`${toolName} ${summary}`} data-testid="tool-card" data-status={status}>
      <header className="flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-3 py-2">
        <ToolIcon toolName={toolName} />
        <span className="font-medium">{toolName}</span>
        <code className="min-w-0 flex-1 basis-32 truncate font-mono text-[0.8rem] text-ink-soft" title={summary}>
          {summary}
        </code>
        <span className="flex items-center gap-2.5 text-xs text-ink-soft tabular-nums">
          {item.exitCode === undefined ? null : <span>{t('exitCode', { code: item.exitCode })}</span>}
          <Duration item={item} approval={approval} />
          <StatusMark status={stopped ? 'stopped' : status} />
          <IconButton
            label={open ? t('showLess') : t('showAll')}
            size="tiny"
            className="-mr-1.5"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={cx('size-4 transition-transform', open && 'rotate-180')} />
          </IconButton>
        </span>
      </header>
      {asks ? (
        <Suspense fallback={<div aria-hidden className="h-55" />}>
          <ApprovalCard approval={approval} onResolve={answer} />
        </Suspense>
      ) : null}
      {approval && approval.status !== 'pending' ? (
        <ApprovalAnswer approval={approval} takesFocus={answeredHere} />
      ) : null}
      {showsChange ? (
        <Suspense>
          <ToolChangeView change={change} open={open} onOpen={show} />
        </Suspense>
      ) : null}
      {showsResult ? <ToolResult item={item} open={open} onOpen={show} /> : null}
      {/* What a person rejected is said above, with their reason; no policy denied it. */}
      {item.error && !stopped && approval?.status !== 'rejected' ? (
        <p className="border-t border-line px-3 py-2 text-danger">{errorText(item.error)}</p>
      ) : null}
      {status === 'denied' ? <WhyDenied item={item} /> : null}
      {status === 'unknown' ? (
        <p className="border-t border-line px-3 py-2 text-attention">{t('unknownHint')}</p>
      ) : null}
      {open ? <ToolDetails item={item} approval={approval} /> : null}
    </div>
  );
});

/** The entry of the audit trail that says which rule, or who, denied it. */
function WhyDenied({ item: { runId, toolName } }: Pick<Props, 'item'>) {
  const t = useTranslations('console');
  return (
    <p className="px-3 py-2 text-xs">
      <EntityLink entity={{ kind: 'audit', filter: { runId, toolName, outcome: 'denied' } }}>
        {t('whyDenied')}
      </EntityLink>
    </p>
  );
}

/** How long it took, or how long it has been at it. */
function Duration({ item: { durationMs, status, createdAt }, approval }: Pick<Props, 'item' | 'approval'>) {
  if (durationMs !== undefined) return <span>{formatDuration(durationMs)}</span>;
  const allowed = status === 'pending' && approval?.status === 'approved';
  return status === 'running' || allowed ? <Elapsed since={approval?.decidedAt ?? createdAt} /> : null;
}

/** Whole seconds: a figure that races is looked at instead of the work. */
function Elapsed({ since }: { since: string }) {
  const t = useTranslations('time');
  const seconds = Math.floor((useNow(1_000) - Date.parse(since)) / 1_000);
  return seconds < 1 ? null : <span data-testid="elapsed">{t('seconds', { count: seconds })}</span>;
}
