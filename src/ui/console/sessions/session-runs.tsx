'use client';

import { ChevronRight } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { useId } from 'react';
import { formatDuration } from '../../../client/format-duration.ts';
import type { Run } from '../../../protocol/entities.ts';
import { shortId } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Empty } from '../../primitives/page-state.tsx';
import { Ago } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { usePages } from '../../use-call.ts';
import { AbortButton } from '../run/abort-button.tsx';
import { RunPanel } from '../run/run-panel.tsx';
import { useMoney } from '../run/use-money.ts';
import { RunStatusBadge } from '../status-badges.tsx';

const NONE = 'none';

/** The runs of a session, newest first; the one that the address names is open, else the newest. */
export function SessionRuns({ sessionId }: { sessionId: string }) {
  const t = useTranslations('consoleSessions');
  const tr = useTranslations('consoleRun');
  const tc = useTranslations('common');
  const [chosen, setChosen] = useQueryState('run', parseAsString);
  const query = usePages(
    'runs.list',
    { sessionId },
    {
      staleAfter: ['agent.accepted', 'agent.completed', 'agent.failed', 'approval.required', 'approval.resolved'],
    },
  );
  return (
    <Snapshot query={query}>
      {({ pages }) => {
        const runs = pages.flatMap(({ items }) => items);
        const openId = chosen ?? runs[0]?.runId;
        if (runs.length === 0) return <Empty title={t('noRuns')}>{t('noRunsHint')}</Empty>;
        const elsewhere =
          openId !== undefined && openId !== NONE && !runs.some(({ runId }) => runId === openId) ? openId : undefined;
        return (
          <div className="space-y-3">
            {elsewhere === undefined ? null : (
              // Older than what was read of the list so far.
              <section
                aria-label={tr('label', { run: shortId(elsewhere) })}
                className="rounded-lg border border-line bg-surface p-3"
              >
                <RunPanel key={elsewhere} runId={elsewhere} />
              </section>
            )}
            <ol aria-label={t('runs')} className="space-y-3">
              {runs.map((run) => (
                <RunRow
                  key={run.runId}
                  run={run}
                  open={run.runId === openId}
                  onToggle={() => void setChosen(run.runId === openId ? NONE : run.runId)}
                />
              ))}
            </ol>
            {query.hasNextPage ? (
              <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                {tc('more')}
              </Button>
            ) : null}
          </div>
        );
      }}
    </Snapshot>
  );
}

function RunRow({ run, open, onToggle }: { run: Run; open: boolean; onToggle: () => void }) {
  const t = useTranslations('consoleRun');
  const money = useMoney();
  const id = useId();
  const { usage, startedAt, endedAt } = run;
  const lasted = endedAt === undefined ? undefined : formatDuration(Date.parse(endedAt) - Date.parse(startedAt));
  return (
    <li className="rounded-lg border border-line bg-surface" data-testid="run" data-status={run.status}>
      <div className="flex items-center gap-2 p-2">
        <button
          type="button"
          aria-expanded={open}
          {...(open ? { 'aria-controls': id } : {})}
          onClick={onToggle}
          className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3 gap-y-1 rounded px-1 py-0.5 text-left text-sm"
        >
          <ChevronRight aria-hidden className={cx('size-4 text-ink-soft transition-transform', open && 'rotate-90')} />
          <span className="sr-only">{t('label', { run: shortId(run.runId) })}</span>
          <RunStatusBadge status={run.status} />
          <span className="whitespace-nowrap">
            <Ago at={startedAt} />
          </span>
          <span className="truncate text-ink-soft">{run.model}</span>
          <span className="text-xs text-ink-soft tabular-nums">
            {[
              lasted,
              t('steps', { count: run.steps }),
              t('tokens', { input: usage.inputTokens, output: usage.outputTokens }),
              usage.costUsd === undefined ? undefined : money(usage.costUsd),
              run.error?.code,
            ]
              .filter((part) => part !== undefined)
              .join(' · ')}
          </span>
        </button>
        {endedAt === undefined ? <AbortButton runId={run.runId} /> : null}
      </div>
      {open ? (
        <div id={id} className="border-t border-line p-3">
          <RunPanel key={run.runId} runId={run.runId} />
        </div>
      ) : null}
    </li>
  );
}
