'use client';

import { ChevronDown, ListChecks } from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { formatDuration } from '../../client/format-duration.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { cx } from '../primitives/cx.ts';
import type { ResolveApproval } from './approval-card.tsx';
import { type CallGroup as Group, mostUrgent, shownCalls } from './group-items.ts';
import { StatusMark } from './status-mark.tsx';
import { ToolCard } from './tool-card.tsx';

type Props = {
  group: Group;
  approvals: Readonly<Record<string, Approval>>;
  /** Something was said after it: what the calls were is not the newest any more. */
  past: boolean;
  onResolve: ResolveApproval;
};

/**
 * A call, or several that follow each other under one head: open while one of them runs, waits or went wrong, and folded up to a line
 * once all are done and the conversation goes on. Of many, only what went wrong is left then. A press decides otherwise, but a question
 * is always there to see.
 */
export const CallGroup = memo(
  function CallGroup({ group, approvals, past, onResolve }: Props) {
    const t = useTranslations('tool');
    const [choice, setChoice] = useState<boolean>();
    const { calls, done } = group;
    const asks = calls.some(({ status }) => status === 'waiting_approval');
    const lone = calls.length === 1;
    const open = lone || asks || (choice ?? !(done && past));
    const head = useRef<HTMLButtonElement>(null);
    const shown = past && choice === undefined ? shownCalls(group) : calls;
    const more = calls.length - shown.length;
    const names = [...new Set(calls.map(({ toolName }) => toolName))];
    const totalMs = calls.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
    return (
      <div
        {...(lone
          ? {}
          : { role: 'group', 'aria-label': t('calls', { count: calls.length }), 'data-testid': 'call-group' })}
        className="overflow-hidden rounded-lg border border-line bg-surface text-sm"
      >
        {lone ? null : (
          <button
            ref={head}
            type="button"
            aria-expanded={open}
            onClick={() => setChoice(!open)}
            className="flex min-h-10 w-full items-center gap-2.5 px-3 py-2 text-left -outline-offset-2 hover:bg-sunken"
          >
            <ListChecks aria-hidden className="size-4 shrink-0 text-ink-soft" />
            <span className="shrink-0 font-medium">{t('calls', { count: calls.length })}</span>
            <span className="min-w-0 flex-1 truncate text-ink-soft">{names.join(', ')}</span>
            <span className="flex shrink-0 items-center gap-2.5 text-xs text-ink-soft tabular-nums">
              {done && totalMs > 0 ? <span>{formatDuration(totalMs)}</span> : null}
              {done ? <StatusMark status="success" /> : open ? null : <StatusMark status={mostUrgent(calls)} />}
              <ChevronDown aria-hidden className={cx('size-4 transition-transform', open && 'rotate-180')} />
            </span>
          </button>
        )}
        {open ? (
          <div className={cx('divide-y divide-line', !lone && 'border-t border-line')}>
            {shown.map((call) => (
              <ToolCard
                key={call.key}
                item={call}
                approval={call.approvalId === undefined ? undefined : approvals[call.approvalId]}
                onResolve={onResolve}
              />
            ))}
            {more > 0 ? (
              <button
                type="button"
                onClick={() => {
                  // The button goes: the focus stays with what it opened.
                  head.current?.focus({ preventScroll: true });
                  setChoice(true);
                }}
                className="block w-full px-3 py-2 text-left text-xs text-ink-soft -outline-offset-2 hover:bg-sunken hover:text-ink"
              >
                {t('moreCalls', { count: more })}
              </button>
            ) : null}
          </div>
        ) : null}
      </div>
    );
  },
  // All approvals of a session are in one object: only those of these calls count.
  (before, after) =>
    before.group === after.group &&
    before.past === after.past &&
    before.onResolve === after.onResolve &&
    after.group.calls.every(
      ({ approvalId }) => approvalId === undefined || before.approvals[approvalId] === after.approvals[approvalId],
    ),
);
