'use client';

import { ChevronDown } from 'lucide-react';
import { memo, useState } from 'react';
import type { ToolItem } from '../../client/fold/transcript.ts';
import { formatDuration } from '../../client/format-duration.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { ApprovalCard, type ResolveApproval } from './approval-card.tsx';
import { StatusMark } from './status-mark.tsx';
import { ToolOutput } from './tool-output.tsx';

type Props = { item: ToolItem; approval: Approval | undefined; onResolve: ResolveApproval };

/** One tool call: what it is, how it goes, what came out, and the question whether it may run. */
export const ToolCard = memo(function ToolCard({ item, approval, onResolve }: Props) {
  const t = useTranslations('tool');
  const errorText = useErrorText();
  const [open, setOpen] = useState(false);
  const summary = toolSummary(item.args);
  const stopped = item.error?.code === 'ABORTED';
  const asks = approval?.status === 'pending' && item.status === 'waiting_approval';
  return (
    <section
      aria-label={`${item.toolName} ${summary}`}
      data-testid="tool-card"
      data-status={item.status}
      className="overflow-hidden rounded-lg border border-line bg-surface text-sm"
    >
      <header className="flex min-h-10 flex-wrap items-center gap-x-2.5 gap-y-0.5 px-3 py-2">
        <span className="font-medium">{item.toolName}</span>
        <code className="min-w-0 flex-1 basis-32 truncate font-mono text-[0.8rem] text-ink-soft" title={summary}>
          {summary}
        </code>
        <span className="flex items-center gap-2.5 text-xs text-ink-soft tabular-nums">
          {item.exitCode === undefined ? null : <span>{t('exitCode', { code: item.exitCode })}</span>}
          {item.durationMs === undefined ? null : <span>{formatDuration(item.durationMs)}</span>}
          <StatusMark status={stopped ? 'stopped' : item.status} />
          <IconButton
            label={open ? t('showLess') : t('showAll')}
            size="tiny"
            className="-mr-1.5"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            <ChevronDown aria-hidden className={`size-4 transition-transform ${open ? 'rotate-180' : ''}`} />
          </IconButton>
        </span>
      </header>
      {asks && approval ? <ApprovalCard approval={approval} onResolve={onResolve} /> : null}
      <ToolOutput item={item} open={open} />
      {item.error && !stopped ? (
        <p className="border-t border-line px-3 py-2 text-danger">{errorText(item.error)}</p>
      ) : null}
      {item.status === 'unknown' ? (
        <p className="border-t border-line px-3 py-2 text-attention">{t('unknownHint')}</p>
      ) : null}
      {open ? <Details item={item} approval={approval} /> : null}
    </section>
  );
});

function Details({ item, approval }: Omit<Props, 'onResolve'>) {
  const t = useTranslations('tool');
  const args = JSON.stringify(item.args, null, 2);
  const { ruleId, policyVersion, reason } = item.verdict;
  return (
    <div className="space-y-2 border-t border-line px-3 py-2 text-xs text-ink-soft">
      <div className="flex items-center justify-between">
        <span>{t('args')}</span>
        <CopyButton label={t('copyArgs')} text={args} />
      </div>
      <pre tabIndex={0} className="max-h-60 overflow-auto font-mono whitespace-pre-wrap text-ink wrap-anywhere">
        {args}
      </pre>
      <p>{t('rule', { rule: ruleId, version: policyVersion, reason })}</p>
      {approval && approval.status !== 'pending' ? <Answer approval={approval} /> : null}
    </div>
  );
}

function Answer({ approval }: { approval: Approval }) {
  const t = useTranslations('approval');
  const forSession = approval.status === 'approved' && approval.scope === 'session';
  return (
    <p>
      {t(`answered.${forSession ? 'approved_session' : approval.status}`)}
      {approval.comment ? ` · ${t('because', { comment: approval.comment })}` : ''}
    </p>
  );
}
