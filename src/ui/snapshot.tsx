'use client';

import type { ReactNode } from 'react';
import { useFormatter } from 'use-intl';
import { useConnection } from './gateway-provider.tsx';
import { useTranslations } from './i18n/locale-provider.tsx';
import { Failed, Loading } from './primitives/page-state.tsx';

/** What this needs to know of a query, of one answer or of pages. */
type Query<T> = {
  data: T | undefined;
  error: unknown;
  dataUpdatedAt: number;
  refetch: () => unknown;
};

type Props<T> = { query: Query<T>; lines?: number; children: (data: T) => ReactNode };

/**
 * What was answered last, in all its states: on its way, refused or failed with another try, and, when a later answer fails or
 * the gateway is away, still there with the time that it is from.
 */
export function Snapshot<T>({ query, lines = 4, children }: Props<T>) {
  const t = useTranslations('common');
  const format = useFormatter();
  const offline = useConnection() === 'offline';
  const { data, error, dataUpdatedAt, refetch } = query;
  const failed = error ? <Failed error={error} onRetry={() => void refetch()} /> : null;
  if (data === undefined) return failed ?? <Loading lines={lines} />;
  const time = format.dateTime(new Date(dataUpdatedAt), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (
    <>
      {failed}
      {failed || offline ? (
        <p data-testid="as-of" className="text-xs text-ink-soft">
          {t('asOf', { time })}
        </p>
      ) : null}
      {children(data)}
    </>
  );
}
