'use client';

import { FilePlus, FolderOpen, type LucideIcon, SquareTerminal } from 'lucide-react';
import { useTranslations } from '../../i18n/locale-provider.tsx';

const PROMPTS = [
  { name: 'files', Icon: FolderOpen },
  { name: 'shell', Icon: SquareTerminal },
  { name: 'approval', Icon: FilePlus },
] as const satisfies readonly { name: string; Icon: LucideIcon }[];

/** Three messages to begin with: the demo model follows them to the letter, and any other understands them. */
export function StartPrompts({ onSend }: { onSend: (text: string) => void }) {
  const t = useTranslations('start');
  return (
    <ul className="grid gap-2 sm:grid-cols-3">
      {PROMPTS.map(({ name, Icon }) => (
        <li key={name}>
          <button
            type="button"
            onClick={() => onSend(t(`prompts.${name}.text`))}
            className="flex h-full w-full flex-col gap-1 rounded-lg border border-line bg-surface px-3 py-2.5 text-left text-sm hover:border-line-strong hover:bg-sunken"
          >
            <span className="flex items-center gap-2 font-medium">
              <Icon aria-hidden className="size-4 text-accent" />
              {t(`prompts.${name}.title`)}
            </span>
            <span className="text-xs text-ink-soft">{t(`prompts.${name}.shows`)}</span>
            <code className="mt-auto block pt-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere">
              {t(`prompts.${name}.text`)}
            </code>
          </button>
        </li>
      ))}
    </ul>
  );
}
