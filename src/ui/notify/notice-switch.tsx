'use client';

import { useId } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { useNotices } from './use-notices.ts';

/** Turns notifications of waiting approvals on and off, and says why they cannot be had. */
export function NoticeSwitch() {
  const t = useTranslations('notify');
  const { state, turn } = useNotices();
  const id = useId();
  const able = state === 'on' || state === 'off';
  return (
    <label className="flex items-start gap-3 text-sm">
      <input
        type="checkbox"
        role="switch"
        disabled={!able}
        checked={state === 'on'}
        aria-describedby={id}
        onChange={(event) => void turn(event.target.checked)}
        className="mt-1 size-4 accent-accent"
      />
      <span>
        <span className="font-medium">{t('label')}</span>
        <span id={id} className="block text-xs text-ink-soft">
          {t(state === 'on' || state === 'off' ? 'hint' : state)}
        </span>
      </span>
    </label>
  );
}
