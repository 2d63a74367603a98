'use client';

import { useTranslations } from '../i18n/locale-provider.tsx';

/** The agent works, and there is nothing to read yet. */
export function Working() {
  const t = useTranslations('message');
  return (
    <p className="flex items-center gap-2 text-sm text-ink-soft">
      <span aria-hidden className="size-2 animate-pulse rounded-full bg-accent" />
      {t('working')}
    </p>
  );
}
