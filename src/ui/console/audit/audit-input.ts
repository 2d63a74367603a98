import type { AuditOutcome } from '../../../protocol/entities.ts';
import type { MethodInput } from '../../../protocol/methods.ts';

export const AUDIT_OUTCOMES = ['allowed', 'denied', 'failed'] as const satisfies readonly AuditOutcome[];

/** The filters that are plain words, with the most characters of each that the gateway takes. */
export const WORDS = {
  actor: 200,
  action: 100,
  resource: 500,
  sessionId: 200,
  runId: 200,
  traceId: 200,
  toolName: 100,
} as const;
export type Word = keyof typeof WORDS;

/** As they stand in the address, by the names of the parameters of audit.query; null where one is absent. */
export type RawFilters = Readonly<Record<Word | 'outcome' | 'from' | 'to', string | null>>;
export type FilterName = keyof RawFilters;

export type AuditInput = Omit<MethodInput<'audit.query'>, 'cursor' | 'limit'>;
export type FilterFault = 'invalid' | 'tooLong' | 'order';

/** The seam of a table of names: its keys are they. */
const WORD_NAMES = Object.keys(WORDS) as Word[];

/** What is asked of the gateway, and which filters are not valid: those are left out, and the page says so. */
export function readFilters(raw: RawFilters): {
  input: AuditInput;
  faults: Partial<Record<FilterName, FilterFault>>;
} {
  const input: AuditInput = {};
  const faults: Partial<Record<FilterName, FilterFault>> = {};
  for (const name of WORD_NAMES) {
    const word = raw[name]?.trim();
    if (!word) continue;
    if (word.length > WORDS[name]) faults[name] = 'tooLong';
    else input[name] = word;
  }
  const outcome = AUDIT_OUTCOMES.find((each) => each === raw.outcome);
  if (outcome !== undefined) input.outcome = outcome;
  else if (raw.outcome) faults.outcome = 'invalid';
  for (const name of ['from', 'to'] as const) {
    if (!raw[name]) continue;
    const moment = toUtc(raw[name]);
    if (moment === undefined) faults[name] = 'invalid';
    else input[name] = moment;
  }
  if (input.from !== undefined && input.to !== undefined && input.to < input.from) {
    faults.to = 'order';
    delete input.to;
  }
  return { input, faults };
}

const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/;

/** A moment of the address, in full, or undefined when it is none. Only UTC: an address means the same to whoever opens it. */
function toUtc(text: string): string | undefined {
  const ms = ISO.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** What a field of date and time shows of a moment, in this viewer's zone, to the second. Empty when it is none. */
export function toLocalField(text: string | null): string {
  const utc = text === null ? undefined : toUtc(text);
  if (utc === undefined) return '';
  const at = new Date(utc);
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = [String(at.getFullYear()).padStart(4, '0'), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date}T${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

/** The moment that such a field means, as UTC; null while it is not complete. */
export function fromLocalField(value: string): string | null {
  const ms = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
