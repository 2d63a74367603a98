'use client';

import { useFormatter } from 'use-intl';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Popover } from '../../primitives/popover.tsx';
import type { ChatControls } from './chat-controls.ts';
import { USD, UsageDetails } from './usage-details.tsx';

/** How full the context is, as a ring; what it says opens. */
export function UsageMeter({ usage, lastRun }: Pick<ChatControls, 'usage' | 'lastRun'>) {
  const t = useTranslations('usage');
  const format = useFormatter();
  if (!usage) return null;
  const percent = format.number(usage.contextUsage, { style: 'percent' });
  const label = t('summary', { percent, cost: format.number(usage.costUsd, USD) });
  return (
    <Popover
      label={t('label')}
      trigger={
        <Button tone="ghost" size="small" aria-label={label} title={label} data-testid="usage-meter">
          <Ring share={usage.contextUsage} />
          <span className="min-w-[3ch] text-right tabular-nums">{percent}</span>
        </Button>
      }
    >
      <UsageDetails usage={usage} lastRun={lastRun} />
    </Popover>
  );
}

const RADIUS = 6;
const ROUND = 2 * Math.PI * RADIUS;

function Ring({ share }: { share: number }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="size-4 -rotate-90 fill-none stroke-2">
      <circle cx="8" cy="8" r={RADIUS} className="stroke-line-strong" />
      <circle
        cx="8"
        cy="8"
        r={RADIUS}
        className={share > 0.8 ? 'stroke-attention' : 'stroke-accent'}
        strokeDasharray={`${Math.min(1, share) * ROUND} ${ROUND}`}
      />
    </svg>
  );
}
