'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Figures } from './figures.tsx';
import { Health } from './health.tsx';
import { LiveRuns } from './live-runs.tsx';
import { SeriesCharts } from './series-charts.tsx';
import { FailureTable, ModelTable, ToolTable } from './summary-tables.tsx';

const WINDOWS = ['1h', '24h', '7d'] as const;
/** Counts grow old without an event, too: the window moves. */
const EVERY_MS = 15_000;

/** What goes on now, and how the last hour, day or week went. Live. */
export function OverviewPage() {
  const t = useTranslations('consoleOverview');
  const [window, setWindow] = useQueryState('window', parseAsStringLiteral(WINDOWS).withDefault('24h'));
  const query = useCall(
    'metrics.summary',
    { window },
    {
      staleAfter: ['agent.accepted', 'agent.completed', 'agent.failed', 'approval.required', 'approval.resolved'],
      everyMs: EVERY_MS,
    },
  );
  return (
    <>
      <Health />
      <LiveRuns />
      <div role="group" aria-label={t('window')} className="flex gap-1">
        {WINDOWS.map((each) => (
          <Button
            key={each}
            size="small"
            tone={each === window ? 'plain' : 'ghost'}
            aria-pressed={each === window}
            onClick={() => void setWindow(each)}
          >
            {t(`windows.${each}`)}
          </Button>
        ))}
      </div>
      <Snapshot query={query} lines={8}>
        {(summary) => (
          <>
            <Figures summary={summary} />
            {summary.runs.started + summary.runs.completed + summary.runs.failed + summary.runs.aborted === 0 ? (
              <Empty title={t('noRuns')}>{t('noRunsHint')}</Empty>
            ) : (
              <>
                <SeriesCharts summary={summary} />
                <FailureTable summary={summary} />
                <ToolTable summary={summary} />
                <ModelTable summary={summary} />
                {summary.sampled ? <p className="text-xs text-ink-soft">{t('sampled')}</p> : null}
              </>
            )}
          </>
        )}
      </Snapshot>
    </>
  );
}
