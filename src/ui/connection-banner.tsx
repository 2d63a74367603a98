'use client';

import { WifiOff } from 'lucide-react';
import { useConnection } from './gateway-provider.tsx';
import { useTranslations } from './i18n/locale-provider.tsx';

/** Says that the gateway cannot be reached, for as long as that is so. */
export function ConnectionBanner() {
  const t = useTranslations('connection');
  const offline = useConnection() === 'offline';
  return (
    <div role="status" aria-live="polite">
      {offline ? (
        <p
          data-testid="offline"
          className="flex items-center justify-center gap-2 border-b border-attention-line bg-attention-soft px-3 py-1.5 text-sm text-attention"
        >
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {t('offline')}
        </p>
      ) : null}
    </div>
  );
}
