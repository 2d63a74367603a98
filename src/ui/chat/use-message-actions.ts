'use client';

import { useEffect, useMemo, useRef } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../client/call-failure.ts';
import type { Transcript, UserItem } from '../../client/fold/transcript.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { useMethods } from './commands/use-methods.ts';
import type { MessageActions } from './message-actions.tsx';
import { useRefusalToast } from './use-refusal-toast.ts';
import { goTo, sessionPath } from './use-route.ts';

/** Edit and regenerate: both run a text in a session forked before the message, and go there. The original stays. */
export function useMessageActionsOf(transcript: Transcript): MessageActions | null {
  const { client, outbox } = useGateway();
  const t = useTranslations('message');
  const refused = useRefusalToast();
  const canFork = useMethods().includes('sessions.fork');
  const { sessionId } = transcript;

  // The newest transcript without another set of actions for each of its events.
  const latest = useRef(transcript);
  useEffect(() => {
    latest.current = transcript;
  });

  return useMemo(() => {
    if (!canFork) return null;
    const rerun = async (message: UserItem, text: string): Promise<void> => {
      const fork = await client.mutate('sessions.fork', { sessionId, messageId: message.messageId });
      void outbox.send({ sessionId: fork.id, text, attachments: message.attachments, afterSeq: fork.lastSeq });
      goTo(sessionPath(fork.id));
      toast(t('forked'), { action: { label: t('toOriginal'), onClick: () => goTo(sessionPath(sessionId)) } });
    };
    return {
      onRerun: async (message, text) => {
        try {
          await rerun(message, text);
          return undefined;
        } catch (error) {
          return toCallFailure(error).refusal ?? 'unreachable';
        }
      },
      onRegenerate: async (runId) => {
        const message = messageOf(latest.current, runId);
        if (message) await rerun(message, message.text).catch(refused);
      },
    };
  }, [canFork, client, outbox, refused, sessionId, t]);
}

/** The message that a run answers; a continuation answers the message of the run that it continues. */
export function messageOf({ items, runs }: Transcript, runId: string): UserItem | undefined {
  let id: string | undefined = runId;
  while (id !== undefined) {
    const current: string = id;
    const message = items.find((item) => item.kind === 'user' && item.runId === current);
    if (message?.kind === 'user') return message;
    id = runs.find((run) => run.runId === current)?.continuesRunId;
  }
  return undefined;
}
