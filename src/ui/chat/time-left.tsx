'use client';

import { useTranslations } from '../i18n/locale-provider.tsx';
import { useNow } from './use-now.ts';

/** How long something still holds, kept current. `until` is ISO-8601. */
export function TimeLeft({ until }: { until: string }) {
  const t = useTranslations('time');
  const ta = useTranslations('approval');
  const left = Date.parse(until) - useNow(1_000);
  if (left <= 0) return ta('expired');
  const minutes = Math.floor(left / 60_000);
  if (minutes === 0) return t('seconds', { count: Math.ceil(left / 1_000) });
  if (minutes < 60) return t('minutes', { count: minutes });
  return t('hours', { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}
