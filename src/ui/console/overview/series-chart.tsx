'use client';

import { Area, AreaChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';

export type SeriesPoint = {
  atMs: number;
  /** One for each series, in their order; undefined where there is nothing to say. */
  values: readonly (number | undefined)[];
};
/** `colour` is one of the theme's, as CSS: it follows the theme by itself. */
export type ChartSeries = { label: string; colour: string };

type Props = {
  /** Counts that add up, or values of their own. */
  kind: 'counts' | 'lines';
  points: readonly SeriesPoint[];
  series: readonly ChartSeries[];
  formatValue: (value: number) => string;
  formatTime: (atMs: number) => string;
  /** How many times stand below it. */
  labels: number;
};

/**
 * Steps or lines over time, for the eye: who cannot see it has the table beside it, and so it takes no focus. Nothing moves:
 * the numbers are live, and a chart that is drawn anew every few seconds must not dance. A series is one path, not a bar for each
 * bucket: hundreds of bars hold up the page.
 */
export function SeriesChart({ kind, points, series, formatValue, formatTime, labels }: Props) {
  const data = points.map(({ atMs, values }) => ({ atMs, ...Object.fromEntries(values.entries()) }));
  const axes = [
    <CartesianGrid key="grid" vertical={false} stroke="var(--line)" />,
    <XAxis
      key="x"
      dataKey="atMs"
      tickFormatter={formatTime}
      // So many that they fit a phone: to find that out by itself the library measures every label there could be.
      interval={Math.ceil(points.length / labels)}
      tickLine={false}
      axisLine={{ stroke: 'var(--line-strong)' }}
      tick={TICK}
    />,
    <YAxis
      key="y"
      tickFormatter={formatValue}
      width={56}
      tickLine={false}
      axisLine={false}
      allowDecimals={kind === 'lines'}
      tick={TICK}
    />,
    <Tooltip
      key="tooltip"
      isAnimationActive={false}
      cursor={{ fill: 'var(--line)', fillOpacity: 0.4, stroke: 'var(--line-strong)' }}
      contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 6, fontSize: 12 }}
      labelStyle={{ color: 'var(--ink-soft)' }}
      itemStyle={{ color: 'var(--ink)' }}
      labelFormatter={(atMs) => formatTime(Number(atMs))}
      formatter={(value) => formatValue(Number(value))}
    />,
  ];
  return (
    <ResponsiveContainer width="100%" height="100%">
      {kind === 'counts' ? (
        <AreaChart data={data} accessibilityLayer={false}>
          {axes}
          {series.map(({ label, colour }, index) => (
            <Area
              key={label}
              type="step"
              dataKey={index}
              name={label}
              stackId="all"
              stroke="none"
              fill={colour}
              fillOpacity={1}
              isAnimationActive={false}
            />
          ))}
        </AreaChart>
      ) : (
        <LineChart data={data} accessibilityLayer={false}>
          {axes}
          {series.map(({ label, colour }, index) => (
            <Line
              key={label}
              dataKey={index}
              name={label}
              stroke={colour}
              strokeWidth={2}
              dot={{ r: 2, fill: colour }}
              connectNulls
              isAnimationActive={false}
            />
          ))}
        </LineChart>
      )}
    </ResponsiveContainer>
  );
}

const TICK = { fill: 'var(--ink-soft)', fontSize: 11 };
