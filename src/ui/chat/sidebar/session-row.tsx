'use client';

import { type KeyboardEvent, memo, useState } from 'react';
import type { Session } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { cx } from '../../primitives/cx.ts';
import { shortcutOf } from '../../shortcuts.ts';
import { sessionPath } from '../use-route.ts';
import { RenameField } from './rename-field.tsx';
import type { RowEvents } from './row-events.ts';
import { RowMenu } from './row-menu.tsx';
import { SessionMarks } from './session-marks.tsx';

type Props = {
  session: Session;
  current: boolean;
  unread: boolean;
  tabbable: boolean;
  renaming: boolean;
  on: RowEvents;
};

/** A session in the list: a link, its marks, and what can be done to it. */
export const SessionRow = memo(function SessionRow({ session, current, unread, tabbable, renaming, on }: Props) {
  const t = useTranslations('sidebar');
  const [menuOpen, setMenuOpen] = useState(false);
  const title = session.title || session.preview || t('untitled');

  const keyed = (event: KeyboardEvent): void => {
    const name = shortcutOf('sessions', event);
    // Enter on a link opens it: the browser does that.
    if (name === undefined || name === 'open') return;
    event.preventDefault();
    if (name === 'rename') on.rename(session);
    else if (name === 'delete') on.remove(session);
    else if (name === 'menu') setMenuOpen(true);
    else on.move(session, name);
  };

  if (renaming) {
    return (
      <li>
        <RenameField title={session.title} onDone={(wanted) => on.renamed(session, wanted)} />
      </li>
    );
  }
  return (
    <li className="group relative flex items-center">
      <a
        ref={(row) => on.register(session.id, row)}
        href={sessionPath(session.id)}
        tabIndex={tabbable ? 0 : -1}
        onClick={(event) => on.open(session, event)}
        onFocus={() => on.focused(session.id)}
        onKeyDown={keyed}
        aria-current={current ? 'page' : undefined}
        aria-keyshortcuts="F2 Delete"
        data-testid="session-row"
        className={cx(
          'flex h-9 min-w-0 flex-1 items-center gap-2 rounded-md pr-2 pl-2 text-sm -outline-offset-2 group-focus-within:pr-8 group-hover:pr-8 hover:bg-line/60 pointer-coarse:pr-8',
          current && 'bg-line/80',
          unread ? 'font-semibold text-ink' : current ? 'font-medium' : 'text-ink-soft hover:text-ink',
        )}
      >
        <span className="min-w-0 flex-1 truncate" title={title}>
          {title}
        </span>{' '}
        <SessionMarks session={session} unread={unread} />
      </a>
      <RowMenu session={session} tabbable={tabbable} on={on} open={menuOpen} onOpenChange={setMenuOpen} />
    </li>
  );
});
