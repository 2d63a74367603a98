'use client';

import { useCallback } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../client/call-failure.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';

/** Says why something that was asked for by a menu or a command did not happen. */
export function useRefusalToast(): (error: unknown) => void {
  const t = useTranslations('common');
  const tr = useTranslations('runtime');
  const errorText = useErrorText();
  return useCallback(
    (error) => {
      const { refusal } = toCallFailure(error);
      if (refusal?.code === 'SANDBOX_UNAVAILABLE') toast.error(tr('unavailable'));
      else if (!refusal) toast.error(t('unreachable'));
      else {
        const text = errorText(refusal);
        toast.error(text, refusal.message === text ? {} : { description: refusal.message });
      }
    },
    [t, tr, errorText],
  );
}
