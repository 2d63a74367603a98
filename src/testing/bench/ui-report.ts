/** The page that the benchmark of the pages writes. */
import { machineFacts } from './machine-facts.ts';
import type { Samples } from './samples.ts';

type Row = {
  label: string;
  figure: string;
  percentile: number;
  unit: string;
  target?: { text: string; met: (value: number, floor: number) => boolean };
};

const atMost = (limit: number, text: string) => ({ text, met: (value: number) => value <= limit });

const ROWS: readonly Row[] = [
  {
    label: 'first-load JavaScript of the chat, gzip',
    figure: 'first load chat',
    percentile: 50,
    unit: 'kB',
    target: atMost(340, '≤ 340 kB'),
  },
  {
    label: '… of a session in it',
    figure: 'first load session',
    percentile: 50,
    unit: 'kB',
    target: atMost(340, '≤ 340 kB'),
  },
  {
    label: 'first-load JavaScript of the console with its charts, gzip',
    figure: 'first load console',
    percentile: 50,
    unit: 'kB',
    target: atMost(360, '≤ 360 kB'),
  },
  {
    label: 'interactive (floor: the sign-in page on bare Next)',
    figure: 'interactive',
    percentile: 50,
    unit: 'ms',
    target: { text: '< 1.3 × bare Next', met: (value, floor) => value < 1.3 * floor },
  },
  {
    label: 'a session of 10,000 events opened from the list',
    figure: 'open from the list',
    percentile: 50,
    unit: 'ms',
    target: atMost(1_000, '< 1 s'),
  },
  { label: '… in a new tab', figure: 'open in a new tab', percentile: 50, unit: 'ms', target: atMost(1_000, '< 1 s') },
  { label: '… rows in the page then', figure: 'rows in the page', percentile: 50, unit: '' },
  {
    label: 'keystroke to paint while 200 tokens a second stream: p50 (floor: while nothing does)',
    figure: 'keystroke',
    percentile: 50,
    unit: 'ms',
    target: atMost(16, '< 16 ms'),
  },
  { label: '… p95', figure: 'keystroke', percentile: 95, unit: 'ms' },
  {
    label: 'tasks longer than 50 ms while streaming',
    figure: 'long tasks',
    percentile: 50,
    unit: '',
    target: atMost(0, 'none'),
  },
  { label: '… the longest', figure: 'longest task', percentile: 100, unit: 'ms' },
  { label: 'heap of the page afterwards', figure: 'page memory', percentile: 50, unit: 'MB' },
];

const SCORES: readonly Row[] = (['chat', 'overview'] as const).flatMap((page) =>
  (
    [
      ['accessibility', 100],
      ['best-practices', 100],
      ['performance', 95],
    ] as const
  ).map(([category, least]) => ({
    label: `${page}: ${category.replace('-', ' ')}`,
    figure: `lighthouse ${page} ${category}`,
    percentile: 50,
    unit: '',
    target: { text: least === 100 ? '100' : `≥ ${least}`, met: (value: number) => value >= least },
  })),
);

/** `lost`: what cost points in Lighthouse. */
type Facts = { date: Date; rounds: number; lost: readonly string[] };

export function renderUiReport(samples: Samples, { date, rounds, lost }: Facts): string {
  return [
    '# Benchmarks of the pages',
    '',
    '<!-- Written by `npm run bench:ui`: run it instead of editing this page. -->',
    '',
    `${date.toISOString().slice(0, 10)} · ${machineFacts()}`,
    '',
    `Chromium against the production build, with the gateway and a fake model on the same machine. Each figure is the middle of ${rounds} rounds,`,
    'with the lowest and the highest behind it where they differ. No test asserts on time.',
    '',
    '| figure | floor | OpenFoal | target | met |',
    '|---|---:|---:|---|---|',
    ...ROWS.flatMap((row) => renderRow(row, samples)),
    '',
    '## Lighthouse',
    '',
    '`--preset=desktop`, signed in, of 100 points.',
    '',
    '| figure | floor | OpenFoal | target | met |',
    '|---|---:|---:|---|---|',
    ...SCORES.flatMap((row) => renderRow(row, samples)),
    '',
    ...(lost.length === 0 ? [] : ['What cost points:', '', ...lost.map((each) => `- ${each}`), '']),
  ].join('\n');
}

function renderRow({ label, figure, percentile, unit, target }: Row, samples: Samples): string[] {
  const [floor, ours] = (['floor', 'openfoal'] as const).map((way) => samples.read(figure, way, percentile));
  if (!ours) return [];
  const met = target ? (target.met(ours.value, floor?.value ?? Number.NaN) ? 'yes' : '**no**') : '';
  const cell = (reading: typeof ours | undefined): string => {
    if (!reading) return '';
    const [value, low, high] = [reading.value, reading.low, reading.high].map(short);
    return `${value}${unit && ` ${unit}`}${low === high ? '' : ` (${low}–${high})`}`;
  };
  return [`| ${label} | ${cell(floor)} | ${cell(ours)} | ${target?.text ?? ''} | ${met} |`];
}

function short(value: number): string {
  if (value >= 100 || Number.isInteger(value)) return Math.round(value).toLocaleString('en');
  return value.toFixed(1);
}
