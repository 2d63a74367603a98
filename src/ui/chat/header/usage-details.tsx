'use client';

import { useFormatter } from 'use-intl';
import { formatDuration } from '../../../client/format-duration.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import type { ChatControls } from './chat-controls.ts';

/** A small sum of money: cents matter little where thousandths of them are spent. */
export const USD = { style: 'currency', currency: 'USD', maximumFractionDigits: 4 } as const;

/** How full the context is, what the session has cost, and what the last run took. */
export function UsageDetails({ usage, lastRun }: Pick<ChatControls, 'usage' | 'lastRun'>) {
  const t = useTranslations('usage');
  const format = useFormatter();
  if (!usage) return <p className="text-ink-soft">{t('none')}</p>;
  const { contextTokens, contextWindow, contextUsage, compactionCount, costUsd } = usage;
  return (
    <div className="space-y-3">
      <div className="space-y-1.5">
        <p className="flex items-baseline justify-between gap-3">
          <span className="font-medium">{t('context')}</span>
          <span className="tabular-nums">{format.number(contextUsage, { style: 'percent' })}</span>
        </p>
        <Bar share={contextUsage} />
        <p className="text-xs text-ink-soft tabular-nums">
          {t('tokens', { used: contextTokens, window: contextWindow })}
        </p>
      </div>
      <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 text-xs tabular-nums [&_dt]:text-ink-soft">
        <dt>{t('cost')}</dt>
        <dd>{format.number(costUsd, USD)}</dd>
        <dt>{t('compactions')}</dt>
        <dd>{format.number(compactionCount)}</dd>
        {lastRun?.usage ? (
          <>
            <dt>{t('lastModel')}</dt>
            <dd className="wrap-anywhere">{lastRun.model}</dd>
            <dt>{t('lastTokens')}</dt>
            <dd>{t('inAndOut', { input: lastRun.usage.inputTokens, output: lastRun.usage.outputTokens })}</dd>
            {lastRun.durationMs === undefined ? null : (
              <>
                <dt>{t('lastTime')}</dt>
                <dd>{formatDuration(lastRun.durationMs)}</dd>
              </>
            )}
          </>
        ) : null}
      </dl>
    </div>
  );
}

function Bar({ share }: { share: number }) {
  return (
    <span aria-hidden className="block h-1.5 overflow-hidden rounded-full bg-line">
      <span
        className={`block h-full rounded-full ${share > 0.8 ? 'bg-attention' : 'bg-accent'}`}
        style={{ width: `${Math.min(100, share * 100)}%` }}
      />
    </span>
  );
}
