'use client';

import { type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { Session } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { useNow } from '../use-now.ts';
import { goTo, NEW_PATH, sessionPath } from '../use-route.ts';
import { groupSessions } from './group-sessions.ts';
import { GroupTitle } from './group-title.tsx';
import type { RowEvents } from './row-events.ts';
import { isUnread } from './seen.ts';
import { SessionRow } from './session-row.tsx';
import { useRoving } from './use-roving.ts';
import { useSeen } from './use-seen.ts';
import { useSessionActions } from './use-session-actions.tsx';

type Props = {
  /** Pinned first, then newest first. */
  sessions: readonly Session[];
  currentId: string | undefined;
  onChosen: () => void;
  /** Where the focus goes when the last row is gone. */
  onEmptied: () => void;
};

const MINUTE_MS = 60_000;

/** Sessions under the days they were changed last, with everything that can be done to each. */
export function SessionList({ sessions, currentId, onChosen, onEmptied }: Props) {
  const t = useTranslations('sidebar');
  const seen = useSeen();
  const minute = Math.floor(useNow(MINUTE_MS) / MINUTE_MS);
  const groups = useMemo(() => groupSessions(sessions, new Date(minute * MINUTE_MS)), [sessions, minute]);
  const ids = useMemo(() => groups.flatMap((group) => group.sessions.map(({ id }) => id)), [groups]);
  const roving = useRoving(ids, currentId);
  const actions = useSessionActions();
  const [renamingId, setRenamingId] = useState<string>();

  /** The row that the focus goes to when this one goes. */
  const neighbour = (id: string): string | undefined => ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
  const leave = async (session: Session, change: () => Promise<boolean>): Promise<void> => {
    const next = neighbour(session.id);
    if (!(await change())) return;
    if (!roving.focus(next)) onEmptied();
    // A new conversation takes its place, whose field takes the focus where there is a keyboard.
    if (session.id === currentId && !session.archived) goTo(NEW_PATH, { replace: true });
  };
  const events: RowEvents = {
    open: (session, event) => {
      // A link with a modifier opens a tab, as everywhere.
      if (hasModifier(event)) return;
      event.preventDefault();
      goTo(sessionPath(session.id));
      onChosen();
    },
    rename: ({ id }) => setRenamingId(id),
    renamed: (session, title) => {
      setRenamingId(undefined);
      // After the field is gone and the row is back.
      requestAnimationFrame(() => roving.focus(session.id));
      if (title !== undefined) void actions.rename(session, title);
    },
    pin: (session) => void actions.pin(session, !session.pinned),
    archive: (session) => void leave(session, () => actions.archive(session, !session.archived)),
    remove: (session) =>
      void leave(session, () =>
        actions.remove(session, () => {
          if (session.id === currentId) goTo(sessionPath(session.id));
        }),
      ),
    move: ({ id }, where) => {
      const by = { up: -1, down: 1, first: -ids.length, last: ids.length }[where];
      roving.move(id, by);
    },
    focused: roving.focused,
    register: roving.register,
  };
  const on = useSameObject(events);

  return groups.map((group) => (
    <section key={`${group.kind}${group.year ?? ''}-${group.month ?? ''}`} className="pt-2">
      <GroupTitle group={group} />
      <ul aria-label={t('label')}>
        {group.sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            current={session.id === currentId}
            unread={session.id !== currentId && isUnread(seen, session)}
            tabbable={session.id === roving.tabbableId}
            renaming={session.id === renamingId}
            on={on}
          />
        ))}
      </ul>
    </section>
  ));
}

export const hasModifier = (event: MouseEvent): boolean => event.metaKey || event.ctrlKey || event.shiftKey;

/** The same functions for the rows from drawing to drawing; each call goes to the newest. */
function useSameObject(events: RowEvents): RowEvents {
  const newest = useRef(events);
  useEffect(() => {
    newest.current = events;
  });
  return useMemo(
    () => ({
      open: (...args) => newest.current.open(...args),
      rename: (...args) => newest.current.rename(...args),
      renamed: (...args) => newest.current.renamed(...args),
      pin: (...args) => newest.current.pin(...args),
      archive: (...args) => newest.current.archive(...args),
      remove: (...args) => newest.current.remove(...args),
      move: (...args) => newest.current.move(...args),
      focused: (...args) => newest.current.focused(...args),
      register: (...args) => newest.current.register(...args),
    }),
    [],
  );
}
