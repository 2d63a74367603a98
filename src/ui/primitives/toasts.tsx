'use client';

import { useTheme } from 'next-themes';
import { Toaster } from 'sonner';
import { useTranslations } from '../i18n/locale-provider.tsx';

/** Where short messages appear: `toast(…)` of sonner, from anywhere. For what can be undone, and for what is done elsewhere. */
export function Toasts() {
  const t = useTranslations('common');
  const { resolvedTheme } = useTheme();
  return (
    <Toaster
      position="bottom-center"
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      containerAriaLabel={t('messages')}
      toastOptions={{ classNames: { toast: '!font-sans !bg-surface !text-ink !border-line' } }}
    />
  );
}
