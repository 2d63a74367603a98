'use client';

import { BookOpen, Cpu, Ellipsis, FileDown, Gauge } from 'lucide-react';
import { useFormatter } from 'use-intl';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { usePanels } from '../../panels.tsx';
import { IconButton } from '../../primitives/button.tsx';
import { Menu, MenuItem, MenuLine } from '../../primitives/menu.tsx';
import { EXPORT_FORMATS } from '../commands/commands.ts';
import type { ChatControls } from './chat-controls.ts';
import { ModeChoice } from './mode-choice.tsx';

type Props = {
  controls: ChatControls;
  /** On a phone the header has no room: everything that it shows elsewhere is in here. */
  everything: boolean;
  className?: string;
};

/** What can be done with the conversation besides writing. */
export function ChatMenu({ controls, everything, className }: Props) {
  const t = useTranslations('chatMenu');
  const { show } = usePanels();
  return (
    <Menu
      trigger={
        <IconButton label={t('label')} {...(className === undefined ? {} : { className })}>
          <Ellipsis aria-hidden className="size-4" />
        </IconButton>
      }
    >
      {everything ? <Settings controls={controls} /> : null}
      <MenuItem icon={<BookOpen aria-hidden className="size-4" />} onSelect={() => show('memory')}>
        {t('memory')}
      </MenuItem>
      {controls.onExport ? <Exports onExport={controls.onExport} /> : null}
    </Menu>
  );
}

function Settings({ controls }: { controls: ChatControls }) {
  const t = useTranslations('chatMenu');
  const format = useFormatter();
  const { show } = usePanels();
  const { model, usage } = controls;
  return (
    <>
      <MenuItem icon={<Cpu aria-hidden className="size-4" />} onSelect={() => show('models')}>
        {t('model')}
        <span className="block truncate text-xs text-ink-soft">{model}</span>
      </MenuItem>
      {usage ? (
        <MenuItem icon={<Gauge aria-hidden className="size-4" />} onSelect={() => show('usage')}>
          {t('usage', { percent: format.number(usage.contextUsage, { style: 'percent' }) })}
        </MenuItem>
      ) : null}
      <MenuLine />
      <ModeChoice {...controls} />
      <MenuLine />
    </>
  );
}

function Exports({ onExport }: { onExport: NonNullable<ChatControls['onExport']> }) {
  const t = useTranslations('chatMenu');
  return (
    <>
      <MenuLine />
      {EXPORT_FORMATS.map((format) => (
        <MenuItem
          key={format}
          icon={<FileDown aria-hidden className="size-4" />}
          onSelect={() => void onExport(format)}
        >
          {t(`export.${format}`)}
        </MenuItem>
      ))}
    </>
  );
}
