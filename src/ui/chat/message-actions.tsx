'use client';

import { Ellipsis } from 'lucide-react';
import { createContext, type ReactNode, useContext } from 'react';
import type { UserItem } from '../../client/fold/transcript.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';
import { CopyButton, writeText } from '../primitives/copy-button.tsx';
import { Menu, MenuItem } from '../primitives/menu.tsx';

export type MessageActions = {
  /** Runs another text in the place of the message, in a session forked before it. Answers what was refused. */
  onRerun: (message: UserItem, text: string) => Promise<ProtocolErrorShape | 'unreachable' | undefined>;
  /** Runs the message that this run answered once more, in a session forked before it. */
  onRegenerate: (runId: string) => Promise<void>;
};

/** What can be done with a message; nothing where a transcript is only read, or where the gateway cannot fork. */
const ActionsContext = createContext<MessageActions | null>(null);
export const MessageActionsProvider = ActionsContext;
export const useMessageActions = (): MessageActions | null => useContext(ActionsContext);

type Action = { label: string; icon: ReactNode; onSelect: () => void };
type Props = { text: string; action?: Action | undefined; align: 'start' | 'end' };

/**
 * Copy, and what else there is: a row of buttons that appears under the pointer and the focus, and one menu where fingers point.
 * The row always has its place, so nothing moves when it appears.
 */
export function MessageActionRow({ text, action, align }: Props) {
  const t = useTranslations('message');
  return (
    <>
      <span className="flex items-center gap-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:hidden">
        <CopyButton label={t('copyMessage')} text={text} />
        {action ? (
          <IconButton label={action.label} size="tiny" onClick={action.onSelect}>
            {action.icon}
          </IconButton>
        ) : null}
      </span>
      <span className="hidden pointer-coarse:block">
        <Menu
          align={align}
          trigger={
            <IconButton label={t('actions')} size="tiny">
              <Ellipsis aria-hidden className="size-4" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => void writeText(text)}>{t('copyMessage')}</MenuItem>
          {action ? (
            <MenuItem icon={action.icon} onSelect={action.onSelect}>
              {action.label}
            </MenuItem>
          ) : null}
        </Menu>
      </span>
    </>
  );
}
