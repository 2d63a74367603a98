'use client';

import dynamic from 'next/dynamic';
import { useFormatter } from 'use-intl';
import { formatDuration } from '../../../client/format-duration.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { orNotLoaded } from '../../not-loaded.tsx';
import { Cell, Table } from '../../primitives/table.tsx';
import { Section } from '../section.tsx';
import { InItsTurn } from './in-its-turn.tsx';
import type { ChartSeries, SeriesPoint } from './series-chart.tsx';
import type { Summary } from './summary.ts';

/** What draws comes when the page is there, into a place that was kept for it. */
const SeriesChart = dynamic(() => orNotLoaded(import('./series-chart.tsx').then((part) => part.SeriesChart)), {
  ssr: false,
});

/** How runs, their times and their tokens went over the window. */
export function SeriesCharts({ summary }: { summary: Summary }) {
  const t = useTranslations('consoleOverview');
  const format = useFormatter();
  const count = (value: number): string => format.number(value, { notation: 'compact' });
  const points = (pick: (bucket: Summary['series'][number]) => SeriesPoint['values']): readonly SeriesPoint[] =>
    summary.series.map((bucket) => ({ atMs: Date.parse(bucket.at), values: pick(bucket) }));
  return (
    <div className="grid gap-6 lg:grid-cols-2">
      <Chart
        title={t('chartRuns')}
        bucketMs={summary.bucketMs}
        kind="counts"
        format={count}
        points={points(({ completed, failed, aborted }) => [completed, failed, aborted])}
        series={[
          { label: t('completed'), colour: 'accent' },
          { label: t('failed'), colour: 'danger' },
          { label: t('aborted'), colour: 'line-strong' },
        ]}
      />
      <Chart
        title={t('chartLatency')}
        bucketMs={summary.bucketMs}
        kind="lines"
        format={formatDuration}
        points={points(({ durationMs }) => [durationMs.p50, durationMs.p95])}
        series={[
          { label: 'p50', colour: 'accent' },
          { label: 'p95', colour: 'attention' },
        ]}
      />
      <Chart
        title={t('chartFirstToken')}
        bucketMs={summary.bucketMs}
        kind="lines"
        format={formatDuration}
        points={points(({ firstTokenMs }) => [firstTokenMs.p50, firstTokenMs.p95])}
        series={[
          { label: 'p50', colour: 'accent' },
          { label: 'p95', colour: 'attention' },
        ]}
      />
      <Chart
        title={t('chartTokens')}
        bucketMs={summary.bucketMs}
        kind="counts"
        format={count}
        points={points(({ inputTokens, outputTokens }) => [inputTokens, outputTokens])}
        series={[
          { label: t('input'), colour: 'accent' },
          { label: t('output'), colour: 'success' },
        ]}
      />
    </div>
  );
}

type ChartProps = {
  title: string;
  bucketMs: number;
  kind: 'counts' | 'lines';
  format: (value: number) => string;
  points: readonly SeriesPoint[];
  series: readonly ChartSeries[];
};

const DAY_MS = 86_400_000;

function Chart({ title, bucketMs, kind, format, points, series }: ChartProps) {
  const t = useTranslations('consoleOverview');
  const formatter = useFormatter();
  const spanMs = bucketMs * points.length;
  const time = (atMs: number): string =>
    formatter.dateTime(
      new Date(atMs),
      spanMs > DAY_MS + bucketMs
        ? { month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' }
        : { hour: '2-digit', minute: '2-digit' },
    );
  // What a table is read for is what happened: buckets of silence would drown it.
  const told = points.filter(({ values }) => values.some((value) => value !== undefined && value !== 0));
  return (
    <Section title={title}>
      <ul aria-hidden className="flex flex-wrap gap-x-4 text-xs text-ink-soft">
        {series.map(({ label, colour }) => (
          <li key={label} className="flex items-center gap-1.5">
            <span className="size-2.5 rounded-sm" style={{ background: `var(--${colour})` }} />
            {label}
          </li>
        ))}
      </ul>
      <div data-testid="chart" className="h-52 rounded-lg border border-line bg-surface p-2">
        <InItsTurn>
          <SeriesChart kind={kind} points={points} series={series} formatValue={format} formatTime={time} />
        </InItsTurn>
      </div>
      <details>
        <summary className="w-fit cursor-pointer rounded text-xs text-ink-soft hover:text-ink">
          {t('asTable', { title })}
        </summary>
        <div className="mt-2">
          <Table label={title} head={[t('from'), ...series.map(({ label }) => label)]}>
            {told.map(({ atMs, values }) => (
              <tr key={atMs}>
                <Cell className="whitespace-nowrap">{time(atMs)}</Cell>
                {values.map((value, index) => (
                  // The columns never change their order.
                  <Cell key={index} className="tabular-nums">
                    {value === undefined ? '–' : format(value)}
                  </Cell>
                ))}
              </tr>
            ))}
          </Table>
        </div>
      </details>
    </Section>
  );
}
