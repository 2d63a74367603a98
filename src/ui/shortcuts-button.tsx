'use client';

import { useTranslations } from './i18n/locale-provider.tsx';
import { usePanels } from './panels.tsx';

/** The way to the sheet for whoever does not know its key: it shows itself when it has the focus, after the link that skips. */
export function ShortcutsButton() {
  const t = useTranslations('shortcuts');
  const { show } = usePanels();
  return (
    <button
      type="button"
      className="sr-only z-10 rounded bg-surface px-3 py-2 focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      aria-keyshortcuts="?"
      onClick={() => show('shortcuts')}
    >
      {t('title')}
    </button>
  );
}
