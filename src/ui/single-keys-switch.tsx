'use client';

import { useTranslations } from './i18n/locale-provider.tsx';
import { isMac, keysOf } from './shortcuts.ts';
import { useSingleKeys } from './use-shortcuts.ts';

/** Turns the keys that are a single character off and on, for this device. */
export function SingleKeysSwitch() {
  const t = useTranslations('shortcuts');
  const [singleKeys, setSingleKeys] = useSingleKeys();
  return (
    <label className="flex items-start gap-3 text-sm">
      <input
        type="checkbox"
        role="switch"
        checked={singleKeys}
        onChange={(event) => setSingleKeys(event.target.checked)}
        className="mt-1 size-4 accent-accent"
      />
      <span>
        <span className="font-medium">{t('singleKeys')}</span>
        <span className="block text-ink-soft">{t('singleKeysHint', { mod: keysOf('Mod', isMac())[0] ?? '' })}</span>
      </span>
    </label>
  );
}
