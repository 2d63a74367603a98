'use client';

import { lazy, Suspense } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { orNotLoaded } from '../not-loaded.tsx';
import { usePanels } from '../panels.tsx';
import { Dialog } from '../primitives/dialog.tsx';
import type { Command } from './commands/commands.ts';
import type { ChatControls } from './header/chat-controls.ts';
import { UsageDetails } from './header/usage-details.tsx';

// Nobody needs it before they choose, and it brings a library.
const ModelPicker = lazy(async () => ({
  default: await orNotLoaded(import('./header/model-picker.tsx').then((part) => part.ModelPicker)),
}));

const MemoryPanel = lazy(async () => ({
  default: await orNotLoaded(import('./memory-panel.tsx').then((part) => part.MemoryPanel)),
}));

type Props = { controls: ChatControls; commands: readonly Command[] };

/** The panels that belong to the conversation which is open. */
export function ChatPanels({ controls, commands }: Props) {
  const t = useTranslations('models');
  const tu = useTranslations('usage');
  const { open, close } = usePanels();
  if (open === 'models') {
    const choose = (model: string | null): void => {
      controls.onModel(model);
      close();
    };
    return (
      <Suspense fallback={null}>
        <ModelPicker
          current={controls.model}
          named={controls.namesModel}
          note={controls.busy ? t('busy') : undefined}
          onChoose={choose}
          onClose={close}
        />
      </Suspense>
    );
  }
  if (open === 'memory') {
    return (
      <Suspense fallback={null}>
        <MemoryPanel />
      </Suspense>
    );
  }
  if (open === 'usage') {
    return (
      <Dialog open onOpenChange={close} title={tu('label')} size="small">
        <div className="text-sm">
          <UsageDetails {...controls} />
        </div>
      </Dialog>
    );
  }
  return open === 'commands' ? <CommandHelp commands={commands} onClose={close} /> : null;
}

function CommandHelp({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const t = useTranslations('commands');
  return (
    <Dialog open onOpenChange={onClose} title={t('title')} description={t('literal')}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2 text-sm">
        {commands.map(({ name, takes, takesText }) => (
          <div key={name} className="contents">
            <dt className="font-mono">
              /{name}
              <span className="text-ink-soft">
                {takes ? ` ${takes.join('|')}` : takesText ? ' [provider/model]' : ''}
              </span>
            </dt>
            <dd className="text-ink-soft">{t(`does.${name}`)}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
