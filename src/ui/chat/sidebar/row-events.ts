import type { MouseEvent } from 'react';
import type { Session } from '../../../protocol/entities.ts';
import type { ShortcutName } from '../../shortcuts.ts';

/** What a row asks of its list. The same object from drawing to drawing: a row that did not change is not drawn again. */
export type RowEvents = {
  open: (session: Session, event: MouseEvent) => void;
  rename: (session: Session) => void;
  renamed: (session: Session, title: string | undefined) => void;
  pin: (session: Session) => void;
  archive: (session: Session) => void;
  remove: (session: Session) => void;
  move: (session: Session, where: Extract<ShortcutName<'sessions'>, 'up' | 'down' | 'first' | 'last'>) => void;
  focused: (id: string) => void;
  register: (id: string, row: HTMLElement | null) => void;
};
