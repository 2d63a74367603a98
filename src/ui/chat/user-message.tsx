'use client';

import { Cpu, PencilLine, Undo2, X } from 'lucide-react';
import { memo, useState } from 'react';
import type { UserItem } from '../../client/fold/transcript.ts';
import { MessageAttachments } from '../attachments/message-attachments.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import type { OutboxEntry } from '../outbox.ts';
import { Button, IconButton } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { EditMessage } from './edit-message.tsx';
import { MessageActionRow, useMessageActions } from './message-actions.tsx';
import { needsAnotherModel } from './model-name.ts';
import { useNow } from './use-now.ts';

/** What the person said, with what came with it. */
export const UserMessage = memo(function UserMessage({ item }: { item: UserItem }) {
  const t = useTranslations('message');
  const actions = useMessageActions();
  const [editing, setEditing] = useState(false);
  if (editing && actions) {
    return <EditMessage message={item} onRerun={actions.onRerun} onClose={() => setEditing(false)} />;
  }
  const edit = {
    label: t('edit'),
    icon: <PencilLine aria-hidden className="size-3.5" />,
    onSelect: () => setEditing(true),
  };
  return (
    <div className="group">
      <Bubble text={item.text} attachments={item.attachments} />
      <div className="-mb-3 flex h-6 items-center justify-end">
        <MessageActionRow text={item.text} action={actions ? edit : undefined} align="end" />
      </div>
    </div>
  );
});

type QueuedProps = { message: UserItem; onCancel: () => void; onTakeBack: () => void };

/** A message that waits for the run before it: it can be taken back into the message field, or away. */
export function QueuedMessage({ message: { text, attachments }, onCancel, onTakeBack }: QueuedProps) {
  const t = useTranslations('conversation');
  return (
    <div data-testid="queued-message">
      <Bubble text={text} attachments={attachments} faint />
      <p className="mt-1 flex items-center justify-end gap-1 text-xs text-ink-soft">
        {t('queued')}
        <IconButton label={t('takeBack')} size="tiny" onClick={onTakeBack}>
          <Undo2 aria-hidden className="size-3.5" />
        </IconButton>
        <IconButton label={t('cancelQueued')} size="tiny" onClick={onCancel}>
          <X aria-hidden className="size-3.5" />
        </IconButton>
      </p>
    </div>
  );
}

type OutgoingProps = {
  entry: OutboxEntry;
  onRetry: () => void;
  onDiscard: () => void;
  /** Offered where another model is what would help. */
  onOtherModel: () => void;
};

/** A message that the gateway has not accepted yet, or refused. */
export function OutgoingMessage({ entry, onRetry, onDiscard, onOtherModel }: OutgoingProps) {
  const t = useTranslations('message');
  const tf = useTranslations('failure');
  const errorText = useErrorText();
  const { text, attachments = [], status, error } = entry;
  return (
    <div data-testid="outgoing-message">
      <Bubble text={text} attachments={attachments} faint={status === 'failed'} />
      {status === 'sending' ? <p className="mt-1 text-right text-xs text-ink-soft">{t('sending')}</p> : null}
      {status === 'waiting' ? (
        <div className="mt-1 flex flex-wrap items-center justify-end gap-2 text-xs text-attention">
          <SentAgain at={entry.retryAt ?? 0} />
          <Button size="small" tone="ghost" onClick={onDiscard}>
            {t('discard')}
          </Button>
        </div>
      ) : null}
      {status === 'failed' ? (
        <div role="alert" className="mt-1 flex flex-wrap items-center justify-end gap-2 text-xs text-danger">
          <span>{error ? errorText(error) : t('notSent')}</span>
          {error ? <CopyButton label={tf('copyTrace')} text={error.traceId} /> : null}
          {error && needsAnotherModel(error.code) ? (
            <Button size="small" onClick={onOtherModel}>
              <Cpu aria-hidden className="size-3.5" />
              {tf('otherModel')}
            </Button>
          ) : null}
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
          <Button size="small" tone="ghost" onClick={onDiscard}>
            {t('discard')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** A timer: its figure is there to be looked at, and no screen reader says every second of it. */
function SentAgain({ at }: { at: number }) {
  const t = useTranslations('message');
  const seconds = Math.max(1, Math.ceil((at - useNow(1_000)) / 1_000));
  return <span role="timer">{t('sentAgain', { seconds })}</span>;
}

type BubbleProps = { text: string; attachments: readonly string[]; faint?: boolean };

function Bubble({ text, attachments, faint = false }: BubbleProps) {
  const t = useTranslations('message');
  return (
    <article
      aria-label={t('you')}
      className={`flex flex-col items-end ${faint ? 'opacity-60' : ''}`}
      data-testid="user-message"
    >
      <div className="max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-3.5 py-2 wrap-anywhere whitespace-pre-wrap">
        {text}
      </div>
      <MessageAttachments ids={attachments} />
    </article>
  );
}
