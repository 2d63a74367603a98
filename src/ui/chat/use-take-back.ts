'use client';

import { useCallback } from 'react';
import type { UserItem } from '../../client/fold/transcript.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useRefusalToast } from './use-refusal-toast.ts';

/** Takes a message that waits back into the message field of its session, behind what is written there already. */
export function useTakeBack(sessionId: string): (message: UserItem) => Promise<void> {
  const { client, drafts } = useGateway();
  const refused = useRefusalToast();
  return useCallback(
    async ({ runId, text, attachments }) => {
      try {
        const refs = await Promise.all(
          attachments.map(async (attachmentId) => {
            const { name, mediaType, size } = await client.query('attachments.get', { attachmentId });
            return { attachmentId, name, mediaType, size };
          }),
        );
        await client.mutate('agent.abort', { runId });
        const draft = drafts.get(sessionId);
        drafts.set(sessionId, {
          // A message that begins with a slash was written with two.
          text: [draft.text, text.startsWith('/') ? `/${text}` : text].filter((part) => part !== '').join('\n\n'),
          attachments: [...draft.attachments, ...refs],
        });
      } catch (error) {
        refused(error);
      }
    },
    [client, drafts, refused, sessionId],
  );
}
