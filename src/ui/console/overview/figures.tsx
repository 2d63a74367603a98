'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useFormatter } from 'use-intl';
import { formatDuration } from '../../../client/format-duration.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { cx } from '../../primitives/cx.ts';
import { Ago, Moment } from '../../primitives/time.tsx';
import { useMoney } from '../run/use-money.ts';
import type { Summary } from './summary.ts';

/** The numbers that are looked at first. */
export function Figures({ summary }: { summary: Summary }) {
  const t = useTranslations('consoleOverview');
  const format = useFormatter();
  const money = useMoney();
  const { live, runs, tokens, cost, fallbacks, rateLimits } = summary;
  const { pending, oldestRequestedAt } = live.approvals;
  return (
    <dl
      data-testid="figures"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3 lg:grid-cols-4"
    >
      <Figure
        label={t('approvals')}
        more={oldestRequestedAt === undefined ? t('noneWaits') : <Oldest at={oldestRequestedAt} />}
        attention={pending > 0}
      >
        <Link
          href="/console/approvals"
          prefetch={false}
          aria-label={t('approvalsWaiting', { count: pending })}
          className="underline-offset-4 hover:underline"
        >
          {format.number(pending)}
        </Link>
      </Figure>
      <Figure
        label={t('runs')}
        more={t('runsMore', { completed: runs.completed, failed: runs.failed, aborted: runs.aborted })}
      >
        {format.number(runs.started)}
      </Figure>
      <Figure label={t('latency')} more={<Spread {...runs.durationMs} />}>
        {durationOf(runs.durationMs.p50)}
      </Figure>
      <Figure label={t('firstToken')} more={<Spread {...runs.firstTokenMs} />}>
        {durationOf(runs.firstTokenMs.p50)}
      </Figure>
      <Figure label={t('tokens')} more={t('tokensMore', { input: tokens.input, output: tokens.output })}>
        {format.number(tokens.input + tokens.output, { notation: 'compact' })}
      </Figure>
      <Figure
        label={t('cost')}
        more={cost.reservedUsd === 0 ? t('costMore') : t('costReserved', { amount: money(cost.reservedUsd) })}
      >
        {money(cost.usd)}
      </Figure>
      <Figure label={t('fallbacks')} more={<Since at={fallbacks.since} />}>
        {format.number(fallbacks.count)}
      </Figure>
      <Figure label={t('rateLimits')} more={<Since at={rateLimits.since} />}>
        {format.number(rateLimits.count)}
      </Figure>
    </dl>
  );
}

type FigureProps = { label: string; more: ReactNode; attention?: boolean; children: ReactNode };

function Figure({ label, more, attention = false, children }: FigureProps) {
  return (
    <div className={cx('min-w-0 space-y-0.5 p-3', attention ? 'bg-attention-soft' : 'bg-surface')}>
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className={cx('text-xl font-semibold tabular-nums', attention && 'text-attention')}>{children}</dd>
      <dd className="text-xs text-ink-soft tabular-nums">{more}</dd>
    </div>
  );
}

/** What is not known is not zero. */
const durationOf = (ms: number | undefined): string => (ms === undefined ? '–' : formatDuration(ms));

function Spread({ p95, p99 }: { p95?: number | undefined; p99?: number | undefined }) {
  const t = useTranslations('consoleOverview');
  return t('spread', { p95: durationOf(p95), p99: durationOf(p99) });
}

function Oldest({ at }: { at: string }) {
  const t = useTranslations('consoleOverview');
  return (
    <>
      {t('oldest')} <Ago at={at} />
    </>
  );
}

/** These are counted by the gateway that answers, from its start on. */
function Since({ at }: { at: string }) {
  const t = useTranslations('consoleOverview');
  return (
    <>
      {t('since')} <Moment at={at} />
    </>
  );
}
