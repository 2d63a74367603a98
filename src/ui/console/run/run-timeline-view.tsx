'use client';

import { Bot, Hand, LoaderCircle, type LucideIcon, Shuffle, Wrench } from 'lucide-react';
import { useId, useState } from 'react';
import { formatDuration } from '../../../client/format-duration.ts';
import { toolSummary } from '../../../client/tool-summary.ts';
import type { ApprovalStatus, ToolStatus } from '../../../protocol/entities.ts';
import { useNow } from '../../chat/use-now.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { cx } from '../../primitives/cx.ts';
import { EntryDetails } from './entry-details.tsx';
import { type RunDetail, type TimelineEntry, timelineOf } from './run-timeline.ts';
import { useRunApprovals } from './use-run-approvals.ts';

const TICK_MS = 1_000;
const NEVER_MS = 86_400_000;

/** What happened in a run, as a list; each entry has its place on the one time axis beside it, and opens. */
export function RunTimelineView({ run }: { run: RunDetail }) {
  const t = useTranslations('consoleRun');
  const live = run.endedAt === undefined;
  const now = useNow(live ? TICK_MS : NEVER_MS);
  const timeline = timelineOf(run, useRunApprovals(run), now);
  if (timeline.entries.length === 0) {
    return <p className="text-sm text-ink-soft">{t(live ? 'empty' : 'emptyEnded')}</p>;
  }
  const lengthMs = Math.max(1, timeline.endMs - timeline.startMs);
  return (
    <div>
      <div aria-hidden className="flex justify-between pb-1 text-xs text-ink-soft tabular-nums sm:ml-64 sm:mr-20">
        <span>0</span>
        <span>{formatDuration(lengthMs / 2)}</span>
        <span>{formatDuration(lengthMs)}</span>
      </div>
      <ol aria-label={t('timeline')} className="divide-y divide-line border-y border-line">
        {timeline.entries.map((entry) => (
          <Entry key={entry.key} entry={entry} run={run} startMs={timeline.startMs} lengthMs={lengthMs} />
        ))}
      </ol>
    </div>
  );
}

type EntryProps = { entry: TimelineEntry; run: RunDetail; startMs: number; lengthMs: number };

function Entry({ entry, run, startMs, lengthMs }: EntryProps) {
  const t = useTranslations('consoleRun');
  const [open, setOpen] = useState(false);
  const id = useId();
  const { label, more } = useLabel(entry);
  const Icon = ICONS[entry.kind];
  const fromMs = entry.startMs - startMs;
  const endMs = entry.endMs === undefined ? lengthMs : entry.endMs - startMs;
  const duration = formatDuration(endMs - fromMs);
  const from = formatDuration(fromMs);
  const point = entry.endMs === entry.startMs;
  const when =
    entry.endMs === undefined
      ? t('going', { duration })
      : point
        ? t('at', { time: from })
        : t('lasted', { duration, time: from });
  const left = Math.min(100, (fromMs / lengthMs) * 100);
  const width = Math.max(0, Math.min(100 - left, ((endMs - fromMs) / lengthMs) * 100));
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        {...(open ? { 'aria-controls': id } : {})}
        title={`${label}${more === '' ? '' : ` ${more}`}: ${when}`}
        onClick={() => setOpen(!open)}
        className="grid w-full grid-cols-[1fr_auto] items-center gap-x-3 gap-y-1 px-1 py-1.5 text-left text-sm hover:bg-sunken sm:grid-cols-[15rem_1fr_4.5rem]"
      >
        <span className="flex min-w-0 items-center gap-2">
          <Icon aria-hidden className={cx('size-3.5 shrink-0', entry.kind === 'asking' && 'animate-spin')} />
          <span className="min-w-0 truncate">
            {label} <span className="text-ink-soft">{more}</span>
          </span>
        </span>
        <span aria-hidden className="order-last col-span-2 h-2.5 rounded-full bg-sunken sm:order-none sm:col-span-1">
          <span className="relative block size-full overflow-hidden rounded-full">
            <span
              data-testid="bar"
              className={cx('absolute inset-y-0 min-w-1 rounded-full', lookOf(entry))}
              style={{ left: `min(${left}%, calc(100% - 0.25rem))`, width: `${width}%` }}
            />
          </span>
        </span>
        <span aria-hidden className="text-right text-xs text-ink-soft tabular-nums">
          {point ? from : duration}
        </span>
        <span className="sr-only">{when}</span>
      </button>
      {open ? (
        <div id={id} className="space-y-3 border-t border-line bg-sunken/60 px-3 py-3">
          <EntryDetails entry={entry} run={run} when={when} />
        </div>
      ) : null}
    </li>
  );
}

const ICONS: Record<TimelineEntry['kind'], LucideIcon> = {
  model: Bot,
  asking: LoaderCircle,
  tool: Wrench,
  approval: Hand,
  fallback: Shuffle,
};

/** What an entry is called, and what it is about. */
function useLabel(entry: TimelineEntry): { label: string; more: string } {
  const t = useTranslations('consoleRun');
  const tt = useTranslations('tool.status');
  const ta = useTranslations('approval.answered');
  switch (entry.kind) {
    case 'model':
      return { label: t('modelCall', { step: entry.step.step }), more: entry.step.model };
    case 'asking':
      return { label: t('modelNow'), more: '' };
    case 'tool': {
      const { toolName, args, status } = entry.toolRun;
      const summary = toolSummary(args);
      return { label: toolName, more: status === 'success' ? summary : `${tt(status)} ${summary}` };
    }
    case 'approval': {
      const { toolName, status } = entry.approval;
      return { label: t('approvalOf', { tool: toolName }), more: ta(status) };
    }
    case 'fallback':
      return { label: t('fallback', { from: entry.from, to: entry.to }), more: '' };
  }
}

const TOOL: Record<ToolStatus, string> = {
  pending: 'bg-line-strong',
  waiting_approval: 'bg-attention',
  running: 'bg-success',
  success: 'bg-success',
  failed: 'bg-danger',
  denied: 'bg-danger',
  unknown: 'bg-attention',
};
const APPROVAL: Record<ApprovalStatus, string> = {
  pending: 'bg-attention',
  approved: 'bg-attention',
  rejected: 'bg-danger',
  expired: 'bg-line-strong',
  superseded: 'bg-line-strong',
};

function lookOf(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'model':
      return 'bg-accent';
    case 'asking':
      return 'animate-pulse bg-accent';
    case 'tool':
      return TOOL[entry.toolRun.status];
    case 'approval':
      return APPROVAL[entry.approval.status];
    case 'fallback':
      return 'bg-attention';
  }
}
