'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import { MenuChoice } from '../../primitives/menu.tsx';
import { RUNTIME_MODES } from '../commands/commands.ts';
import type { ChatControls } from './chat-controls.ts';

/** Where tools run, with what a change means; inside a Menu. */
export function ModeChoice({ mode, pendingMode, busy, onMode }: ChatControls) {
  const t = useTranslations('runtime');
  const tm = useTranslations('mode');
  return (
    <MenuChoice
      label={t(busy ? 'labelBusy' : 'label')}
      value={pendingMode ?? mode}
      onChange={onMode}
      options={RUNTIME_MODES.map((value) => ({ value, label: tm(value), hint: t(`means.${value}`) }))}
    />
  );
}
