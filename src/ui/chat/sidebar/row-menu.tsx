'use client';

import { Archive, ArchiveRestore, Ellipsis, Pencil, Pin, PinOff, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import type { Session } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { IconButton } from '../../primitives/button.tsx';
import { Menu, MenuItem, MenuLine } from '../../primitives/menu.tsx';
import type { RowEvents } from './row-events.ts';

type Props = {
  session: Session;
  on: RowEvents;
  tabbable: boolean;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

const ICON = 'size-4 shrink-0 text-ink-soft';

/** What can be done to a session, behind a button that shows when the row is pointed at or has the focus. */
export function RowMenu({ session, tabbable, on, open, onOpenChange }: Props) {
  const t = useTranslations('sidebar');
  const { pinned, archived } = session;
  const renames = useRef(false);
  const rename = (): void => {
    renames.current = true;
    on.rename(session);
  };
  return (
    <Menu
      open={open}
      onOpenChange={onOpenChange}
      onCloseAutoFocus={(event) => {
        // The field for the new name has the focus already.
        if (renames.current) event.preventDefault();
        renames.current = false;
      }}
      trigger={
        <IconButton
          label={t('actions', { title: session.title || t('untitled') })}
          size="tiny"
          tabIndex={tabbable ? 0 : -1}
          className="absolute right-1 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 aria-expanded:opacity-100 pointer-coarse:opacity-100"
        >
          <Ellipsis aria-hidden className="size-4" />
        </IconButton>
      }
    >
      <MenuItem icon={<Pencil aria-hidden className={ICON} />} keys="F2" onSelect={rename}>
        {t('rename')}
      </MenuItem>
      {archived ? null : (
        <MenuItem
          icon={pinned ? <PinOff aria-hidden className={ICON} /> : <Pin aria-hidden className={ICON} />}
          onSelect={() => on.pin(session)}
        >
          {t(pinned ? 'unpin' : 'pin')}
        </MenuItem>
      )}
      <MenuItem
        icon={archived ? <ArchiveRestore aria-hidden className={ICON} /> : <Archive aria-hidden className={ICON} />}
        onSelect={() => on.archive(session)}
      >
        {t(archived ? 'unarchive' : 'archive')}
      </MenuItem>
      <MenuLine />
      <MenuItem
        danger
        icon={<Trash2 aria-hidden className="size-4 shrink-0" />}
        keys="Del"
        onSelect={() => on.remove(session)}
      >
        {t('delete')}
      </MenuItem>
    </Menu>
  );
}
