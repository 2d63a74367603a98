'use client';

import { useMemo } from 'react';
import { ConversationFrame } from '../../chat/conversation-frame.tsx';
import { TranscriptView } from '../../chat/transcript-view.tsx';
import { useSession } from '../../chat/use-session.ts';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty, Loading } from '../../primitives/page-state.tsx';
import { toReadOnly } from './read-only-transcript.ts';

const NOTHING = (): Promise<undefined> => Promise.resolve(undefined);

/** The transcript as the chat shows it, live, without anything to press: what is decided here is decided in the open. */
export function SessionTranscript({ sessionId }: { sessionId: string }) {
  const t = useTranslations('conversation');
  const tc = useTranslations('consoleSessions');
  const errorText = useErrorText();
  const { status, transcript, error, reload } = useSession(sessionId);
  const shown = useMemo(() => toReadOnly(transcript), [transcript]);
  if (status === 'loading') return <Loading lines={6} />;
  if (status === 'failed' || status === 'missing') {
    return (
      <div role="alert" className="space-y-2 text-sm">
        <p>{error ? errorText(error) : t('failed')}</p>
        <Button onClick={reload}>{t('reload')}</Button>
      </div>
    );
  }
  if (shown.items.length === 0) return <Empty title={tc('emptyTranscript')} />;
  return (
    <div className="flex h-[70dvh] min-h-72 flex-col overflow-hidden rounded-lg border border-line bg-canvas">
      <ConversationFrame conversationKey={sessionId} footer={null}>
        <TranscriptView transcript={shown} onResolve={NOTHING} onContinue={NOTHING} onOtherModel={NOTHING} />
      </ConversationFrame>
    </div>
  );
}
