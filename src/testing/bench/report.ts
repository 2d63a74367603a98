/** The page that the benchmark writes: what was measured, beside what the machine takes at least and what quality.md asks for. */
import type { Way } from './lanes.ts';
import { machineFacts } from './machine-facts.ts';
import type { Reading, Samples } from './samples.ts';

type Readings = Partial<Record<Way, Reading>>;
type Row = {
  label: string;
  figure: string;
  percentile: number;
  unit: 'ms' | 's' | 'MB' | '';
  /** What quality.md asks for, and whether it was reached. */
  target?: { text: string; met: (openfoal: number, readings: { floor: number; durable: number }) => boolean };
};

const atMost = (limit: number, text: string) => ({ text, met: (value: number) => value <= limit });
const crowd = (sessions: number, target?: Row['target']): Row[] => [
  { label: `${sessions} sessions at once: p50`, figure: `crowd ${sessions}`, percentile: 50, unit: 'ms' },
  {
    label: `${sessions} sessions at once: p95`,
    figure: `crowd ${sessions}`,
    percentile: 95,
    unit: 'ms',
    ...(target && { target }),
  },
];
/** The figure is the turn of the long session; what it is compared with is a turn of a short one at the same moment. */
const growth = (point: number): Row[] => [
  { label: `turn 10, beside turn ${point}`, figure: `turn 10 beside ${point}`, percentile: 50, unit: 'ms' },
  { label: `turn ${point}`, figure: `turn ${point}`, percentile: 50, unit: 'ms' },
];

const ROWS: readonly Row[] = [
  { label: 'SQLite commit, synchronous=FULL', figure: 'sqlite commit', percentile: 50, unit: 'ms' },
  { label: '`bash -c "echo hi"`', figure: 'bash', percentile: 50, unit: 'ms' },
  { label: 'WebSocket round trip', figure: 'round trip', percentile: 50, unit: 'ms' },
  { label: 'whole turn, 1-token answer', figure: 'turn', percentile: 50, unit: 'ms', target: atMost(10, '≤ 10 ms') },
  { label: 'time to first token', figure: 'first token', percentile: 50, unit: 'ms', target: atMost(6, '≤ 6 ms') },
  {
    label: 'one tool round (`bash.exec echo`), model to model',
    figure: 'tool round',
    percentile: 50,
    unit: 'ms',
    target: atMost(20, '≤ 20 ms'),
  },
  {
    label: '5,000 tokens as fast as possible: whole turn',
    figure: 'stream',
    percentile: 50,
    unit: 'ms',
    target: atMost(250, '≤ 250 ms'),
  },
  {
    label: '… first delta',
    figure: 'stream first',
    percentile: 50,
    unit: 'ms',
    target: atMost(20, 'at once (≤ 20 ms)'),
  },
  ...crowd(1),
  ...crowd(10),
  ...crowd(100, atMost(4_400, '≤ 4,400 ms')),
  { label: '… failed', figure: 'crowd 100 failed', percentile: 100, unit: '', target: atMost(0, '0') },
  { label: '… CPU seconds', figure: 'crowd 100 cpu', percentile: 50, unit: 's', target: atMost(8, '≤ 8 s') },
  { label: '… peak memory', figure: 'crowd 100 memory', percentile: 50, unit: 'MB', target: atMost(350, '≤ 350 MB') },
  {
    label: '… event from commit to a second client that follows all of them: p99',
    figure: 'crowd 100 watched',
    percentile: 99,
    unit: 'ms',
    target: atMost(30, '≤ 30 ms'),
  },
  ...growth(500),
  ...growth(2000),
  { label: '20 of 10,000 sessions', figure: 'session list', percentile: 50, unit: 'ms', target: atMost(5, '≤ 5 ms') },
  {
    label: 'last 1,000 events of a session',
    figure: 'tail',
    percentile: 50,
    unit: 'ms',
    target: atMost(10, '≤ 10 ms'),
  },
  { label: 'start to ready, without pages', figure: 'start', percentile: 50, unit: 'ms' },
  { label: 'idle memory, without pages', figure: 'idle memory', percentile: 50, unit: 'MB' },
  {
    label: 'start to ready, with pages (floor: bare Next)',
    figure: 'start with pages',
    percentile: 50,
    unit: 'ms',
    target: { text: '≤ 1.3 × bare Next', met: (value, { floor }) => value <= 1.3 * floor },
  },
  {
    label: 'idle memory, with pages (floor: bare Next)',
    figure: 'idle memory with pages',
    percentile: 50,
    unit: 'MB',
    target: { text: '≤ 1.5 × bare Next', met: (value, { floor }) => value <= 1.5 * floor },
  },
  {
    label: 'idle CPU a minute, from a sample of 10 s',
    figure: 'idle cpu',
    percentile: 50,
    unit: 's',
    target: atMost(0.3, '≤ 0.3 s'),
  },
];

const GROWTH_LIMIT = 1.2;

export function renderReport(samples: Samples, { date, rounds }: { date: Date; rounds: number }): string {
  return [
    '# Benchmarks',
    '',
    '<!-- Written by `npm run bench`: run it instead of editing this page. -->',
    '',
    `${date.toISOString().slice(0, 10)} · ${machineFacts()}`,
    '',
    `Each figure is the middle of ${rounds} interleaved rounds, with the lowest and the highest round behind it where they differ. **Floor**`,
    'is the same work without us: the fake model called directly, or what the row says. **Durable floor** is a minimal WebSocket server that',
    'commits each message to SQLite with synchronous=FULL and does nothing else (`src/testing/bench/durable-floor.ts`). The ratio is against the',
    'durable floor, where there is one. What the figures are for is said in [architecture.md](architecture.md); no test asserts on time.',
    '',
    '| figure | floor | durable floor | OpenFoal | ratio | target | met |',
    '|---|---:|---:|---:|---:|---|---|',
    ...ROWS.flatMap((row) => renderRow(row, samples)),
    ...[500, 2000].flatMap((point) => growthRatio(point, samples)),
    '',
    '- Sessions at once: 200 tokens at 50 a second in each, which takes 3,980 ms at best; each session has a connection of its own.',
    '- From commit to a second client: measured from `createdAt`, which is set before the commit, to the parsed message.',
    '- Turn 500 and 2,000: the whole conversation is sent to the model every time; the floor column is the model alone with a conversation as long.',
    '',
  ].join('\n');
}

function renderRow(row: Row, samples: Samples): string[] {
  const read = (way: Way) => samples.read(row.figure, way, row.percentile);
  const readings: Readings = {};
  for (const way of ['floor', 'durable', 'openfoal'] as const) {
    const reading = read(way);
    if (reading) readings[way] = reading;
  }
  const { floor, durable, openfoal } = readings;
  if (!floor && !durable && !openfoal) return [];
  const base = durable ?? floor;
  const ratio = base && openfoal && base.value > 0 ? `${(openfoal.value / base.value).toFixed(1)} ×` : '';
  const met =
    row.target && openfoal
      ? row.target.met(openfoal.value, { floor: floor?.value ?? NaN, durable: durable?.value ?? NaN })
        ? 'yes'
        : '**no**'
      : '';
  const cells = [floor, durable, openfoal].map((reading) => format(reading, row.unit));
  return [`| ${row.label} | ${cells.join(' | ')} | ${ratio} | ${row.target?.text ?? ''} | ${met} |`];
}

function growthRatio(point: number, samples: Samples): string[] {
  const ratioOf = (way: Way) => {
    const [long, short] = [`turn ${point}`, `turn 10 beside ${point}`].map((figure) => samples.read(figure, way, 50));
    return long && short ? long.value / short.value : undefined;
  };
  const [floor, openfoal] = [ratioOf('floor'), ratioOf('openfoal')];
  if (floor === undefined || openfoal === undefined) return [];
  const met = openfoal <= GROWTH_LIMIT ? 'yes' : '**no**';
  return [
    `| turn ${point} against turn 10 | ${floor.toFixed(2)} × | | ${openfoal.toFixed(2)} × | | ≤ ${GROWTH_LIMIT} × | ${met} |`,
  ];
}

function format(reading: Reading | undefined, unit: Row['unit']): string {
  if (!reading) return '';
  const [value, low, high] = [reading.value, reading.low, reading.high].map(number);
  return `${value}${unit && ` ${unit}`}${low === high ? '' : ` (${low}–${high})`}`;
}

function number(value: number): string {
  if (Number.isInteger(value)) return String(value);
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 10 ? 1 : 2);
}
