'use client';

import { useTranslations } from '../i18n/locale-provider.tsx';
import { MemoryView } from '../memory/memory-view.tsx';
import { usePanels } from '../panels.tsx';
import { Dialog } from '../primitives/dialog.tsx';

/** What the agent remembers, beside the conversation. */
export function MemoryPanel() {
  const t = useTranslations('memory');
  const { open, close } = usePanels();
  if (open !== 'memory') return null;
  return (
    <Dialog open size="side" title={t('title')} onOpenChange={close}>
      <MemoryView />
    </Dialog>
  );
}
