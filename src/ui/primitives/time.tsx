'use client';

import { useFormatter, useNow } from 'use-intl';

const FINE = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

/** A moment, as far from now; pointing at it says the moment itself. */
export function Ago({ at }: { at: string }) {
  const format = useFormatter();
  const now = useNow({ updateInterval: 30_000 });
  const moment = new Date(at);
  return (
    <time dateTime={at} title={format.dateTime(moment, FINE)}>
      {/* The clock of the page ticks slowly, and that of the gateway may be ahead: nothing has happened in the future. */}
      {format.relativeTime(moment, now < moment ? moment : now)}
    </time>
  );
}

/** A moment, to the second. */
export function Moment({ at }: { at: string }) {
  const format = useFormatter();
  return <time dateTime={at}>{format.dateTime(new Date(at), FINE)}</time>;
}
