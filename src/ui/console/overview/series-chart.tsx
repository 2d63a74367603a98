'use client';

import 'uplot/dist/uPlot.min.css';
import { useTheme } from 'next-themes';
import { useEffect, useRef, useState } from 'react';
import UPlot from 'uplot';
import { stacked } from './stacked.ts';

export type SeriesPoint = {
  atMs: number;
  /** One for each series, in their order; undefined where there is nothing to say. */
  values: readonly (number | undefined)[];
};
/** `colour` is the name of one of the theme's. */
export type ChartSeries = { label: string; colour: string };

type Props = {
  /** Counts that add up, or values of their own. */
  kind: 'counts' | 'lines';
  points: readonly SeriesPoint[];
  series: readonly ChartSeries[];
  formatValue: (value: number) => string;
  formatTime: (atMs: number) => string;
};

type Pointed = { index: number; isAtRight: boolean };

/**
 * Steps or lines over time, for the eye: who cannot see it has the table beside it, and so it takes no focus. Nothing moves:
 * the numbers are live, and a chart that is drawn anew every few seconds must not dance.
 */
export function SeriesChart({ kind, points, series, formatValue, formatTime }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const [pointed, setPointed] = useState<Pointed>();
  const { resolvedTheme } = useTheme();
  // What is drawn when a look makes it anew, and what says the numbers.
  const latest = useRef({ points, formatValue, formatTime });
  useEffect(() => {
    latest.current = { points, formatValue, formatTime };
    plot.current?.setData(dataOf(kind, points));
  }, [kind, points, formatValue, formatTime]);
  const colours = series.map(({ colour }) => colour).join(' ');
  useEffect(() => {
    const place = box.current;
    if (!place) return;
    const made = new UPlot(
      {
        ...sizeOf(place),
        ...lookOf(kind, colours.split(' ')),
        axes: axesOf({
          time: (atMs) => latest.current.formatTime(atMs),
          value: (value) => latest.current.formatValue(value),
        }),
        hooks: {
          setCursor: [
            ({ cursor: { idx, left }, over }) =>
              setPointed(
                idx === null || idx === undefined
                  ? undefined
                  : { index: idx, isAtRight: (left ?? 0) > over.clientWidth / 2 },
              ),
          ],
        },
      },
      dataOf(kind, latest.current.points),
      place,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize(sizeOf(place)));
    resized.observe(place);
    return () => {
      resized.disconnect();
      made.destroy();
      plot.current = undefined;
    };
    // `resolvedTheme`: its colours are read when the chart is made.
  }, [kind, colours, resolvedTheme]);
  const shown = pointed && points[pointed.index];
  return (
    <div ref={box} aria-hidden className="relative h-full">
      {shown ? (
        <div
          className="pointer-events-none absolute top-1 z-10 rounded-md border border-line bg-surface px-2 py-1 text-xs shadow-sm"
          style={pointed.isAtRight ? { left: AXIS_PX } : { right: 0 }}
        >
          <p className="text-ink-soft">{formatTime(shown.atMs)}</p>
          {series.map(({ label }, index) => {
            const value = shown.values[index];
            return (
              <p key={label} className="flex justify-between gap-3 tabular-nums">
                <span>{label}</span>
                <span>{value === undefined ? '–' : formatValue(value)}</span>
              </p>
            );
          })}
        </div>
      ) : null}
    </div>
  );
}

const AXIS_PX = 56;
/** Steps of an axis: there is no half run and no half millisecond. */
const WHOLE = Array.from({ length: 13 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();

const sizeOf = ({ clientWidth, clientHeight }: HTMLElement) => ({ width: clientWidth, height: clientHeight });

/** Counts are drawn from the sum of all downwards, each over the one before. */
function dataOf(kind: Props['kind'], points: readonly SeriesPoint[]): UPlot.AlignedData {
  const buckets = kind === 'counts' ? withItsEnd(points) : points;
  const values = buckets.map((point) => (kind === 'counts' ? stacked(point.values).toReversed() : point.values));
  const count = values[0]?.length ?? 0;
  return [
    buckets.map(({ atMs }) => atMs),
    ...Array.from({ length: count }, (_, index) => values.map((each) => each[index] ?? null)),
  ];
}

/** A step lasts until the next one: the newest bucket needs an end, to be seen at all. */
function withItsEnd(points: readonly SeriesPoint[]): readonly SeriesPoint[] {
  const last = points.at(-1);
  const before = points.at(-2);
  return last && before ? [...points, { ...last, atMs: 2 * last.atMs - before.atMs }] : points;
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function lookOf(
  kind: Props['kind'],
  colours: readonly string[],
): Pick<UPlot.Options, 'ms' | 'legend' | 'cursor' | 'scales' | 'series'> {
  const drawn = kind === 'counts' ? colours.toReversed() : colours;
  return {
    ms: 1,
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false }, points: { show: kind === 'lines' } },
    // From nothing to a little more than there is, and never no height at all.
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max) * 1.05] } },
    series: [
      {},
      ...drawn.map((name) =>
        kind === 'counts'
          ? {
              width: 0,
              fill: token(name),
              points: { show: false },
              ...(UPlot.paths.stepped ? { paths: UPlot.paths.stepped({ align: 1 }) } : {}),
            }
          : { width: 2, stroke: token(name), spanGaps: true, points: { show: true, size: 5, fill: token(name) } },
      ),
    ],
  };
}

function axesOf(says: { time: (atMs: number) => string; value: (value: number) => string }): UPlot.Axis[] {
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const shared = { font, stroke: token('ink-soft'), ticks: { show: false } };
  return [
    { ...shared, size: 32, space: 90, grid: { show: false }, values: (_, splits) => splits.map(says.time) },
    {
      ...shared,
      size: AXIS_PX,
      space: 36,
      incrs: WHOLE,
      grid: { stroke: token('line'), width: 1 },
      values: (_, splits) => splits.map(says.value),
    },
  ];
}
