'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import type { ConnectionState } from '../../../client/gateway-client.ts';
import { useConnection } from '../../gateway-provider.tsx';
import { useFindingText } from '../../i18n/finding-text.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';
import { Failed } from '../../primitives/page-state.tsx';
import { useCall } from '../../use-call.ts';

/** Doctor looks at the disk and the database: not for every event. */
const EVERY_MS = 60_000;

const TONE: Record<ConnectionState, Tone> = {
  open: 'success',
  connecting: 'plain',
  offline: 'danger',
  'signed-out': 'danger',
};

/** Whether there is a connection, whether the store answers, and whether doctor finds anything. */
export function Health() {
  const t = useTranslations('consoleOverview');
  const connection = useConnection();
  const doctor = useCall('system.doctor', {}, { everyMs: EVERY_MS });
  const findings = doctor.data?.findings;
  const store = findings?.find(({ id }) => id === 'database');
  const troubles = findings?.filter(({ status }) => status !== 'ok').length;
  const storeText = useFindingText();
  return (
    <section aria-label={t('health')} className="space-y-3">
      <dl className="grid gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4 text-sm sm:grid-cols-3">
        <Part label={t('connection')}>
          <Badge tone={TONE[connection]}>{t(`connections.${connection}`)}</Badge>
        </Part>
        <Part label={t('store')}>
          {store === undefined ? (
            <span className="text-ink-soft">{t('unknown')}</span>
          ) : (
            <>
              <Badge tone={store.status === 'ok' ? 'success' : 'danger'}>{t(`stores.${store.status}`)}</Badge>{' '}
              <span className="text-ink-soft">{storeText(store).message}</span>
            </>
          )}
        </Part>
        <Part label={t('doctor')}>
          {troubles === undefined ? (
            <span className="text-ink-soft">{t('unknown')}</span>
          ) : (
            <Link
              href="/console/settings"
              prefetch={false}
              className="text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent"
            >
              {troubles === 0 ? t('allWell') : t('troubles', { count: troubles })}
            </Link>
          )}
        </Part>
      </dl>
      {doctor.error ? <Failed error={doctor.error} onRetry={() => void doctor.refetch()} /> : null}
    </section>
  );
}

function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-h-11 min-w-0">
      <dt className="text-xs text-ink-soft">{label}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
