'use client';

import { useMemo } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../../client/call-failure.ts';
import type { Session } from '../../../protocol/entities.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';

export type SessionActions = {
  /** Each answers whether the gateway did it; when not, the person was told why. */
  rename: (session: Session, title: string) => Promise<boolean>;
  pin: (session: Session, pinned: boolean) => Promise<boolean>;
  archive: (session: Session, archived: boolean) => Promise<boolean>;
  /** Brings a deleted one back, and says where it is. */
  restore: (session: Session) => Promise<boolean>;
  /** Deletes, and offers to undo it. `undone` is called after that. */
  remove: (session: Session, undone?: () => void) => Promise<boolean>;
};

/** Long enough to be read, and to come back from elsewhere. */
const UNDO_MS = 15_000;

/** What people do to sessions in a list. The list follows at once, here and in every other tab. */
export function useSessionActions(): SessionActions {
  const { client, sessions } = useGateway();
  const t = useTranslations('sidebar');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  return useMemo(() => {
    const attempt = async (change: () => Promise<Session>): Promise<boolean> => {
      try {
        sessions.offer(await change());
        return true;
      } catch (error) {
        const { refusal } = toCallFailure(error);
        toast.error(refusal ? errorText(refusal) : tc('unreachable'));
        return false;
      }
    };
    const restore = (sessionId: string): Promise<boolean> =>
      attempt(() => client.mutate('sessions.restore', { sessionId }));
    const undo = async (sessionId: string, undone: () => void): Promise<void> => {
      if (await restore(sessionId)) undone();
    };
    return {
      rename: ({ id }, title) => attempt(() => client.mutate('sessions.update', { sessionId: id, title })),
      pin: ({ id }, pinned) => attempt(() => client.mutate('sessions.update', { sessionId: id, pinned })),
      archive: async ({ id, title }, archived) => {
        const done = await attempt(() => client.mutate('sessions.update', { sessionId: id, archived }));
        if (done) toast(t(archived ? 'archivedOne' : 'unarchivedOne', { title: title || t('untitled') }));
        return done;
      },
      restore: async ({ id, title, archived }) => {
        const done = await restore(id);
        if (done) toast(t(archived ? 'restoredToArchive' : 'unarchivedOne', { title: title || t('untitled') }));
        return done;
      },
      remove: async ({ id, title }, undone = () => {}) => {
        const done = await attempt(() => client.mutate('sessions.delete', { sessionId: id }));
        if (done) {
          toast(t('deleted', { title: title || t('untitled') }), {
            duration: UNDO_MS,
            action: { label: t('undo'), onClick: () => void undo(id, undone) },
          });
        }
        return done;
      },
    };
  }, [client, sessions, t, tc, errorText]);
}
