'use client';

import { X } from 'lucide-react';
import { memo } from 'react';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { Button, IconButton } from '../primitives/button.tsx';

/** What the person said. */
export const UserMessage = memo(function UserMessage({ text }: { text: string }) {
  return <Bubble text={text} />;
});

/** A message that waits for the run before it. */
export function QueuedMessage({ text, onCancel }: { text: string; onCancel: () => void }) {
  const t = useTranslations('conversation');
  return (
    <div data-testid="queued-message">
      <Bubble text={text} faint />
      <p className="mt-1 flex items-center justify-end gap-1 text-xs text-ink-soft">
        {t('queued')}
        <IconButton label={t('cancelQueued')} size="tiny" onClick={onCancel}>
          <X aria-hidden className="size-3.5" />
        </IconButton>
      </p>
    </div>
  );
}

type OutgoingProps = {
  text: string;
  status: 'sending' | 'failed';
  error: ProtocolErrorShape | undefined;
  onRetry: () => void;
  onDiscard: () => void;
};

/** A message that the gateway has not accepted yet, or refused. */
export function OutgoingMessage({ text, status, error, onRetry, onDiscard }: OutgoingProps) {
  const t = useTranslations('message');
  const errorText = useErrorText();
  return (
    <div data-testid="outgoing-message">
      <Bubble text={text} faint={status === 'failed'} />
      {status === 'sending' ? (
        <p className="mt-1 text-right text-xs text-ink-soft">{t('sending')}</p>
      ) : (
        <div role="alert" className="mt-1 flex flex-wrap items-center justify-end gap-2 text-xs text-danger">
          <span>{error ? errorText(error) : t('notSent')}</span>
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
          <Button size="small" tone="ghost" onClick={onDiscard}>
            {t('discard')}
          </Button>
        </div>
      )}
    </div>
  );
}

function Bubble({ text, faint = false }: { text: string; faint?: boolean }) {
  const t = useTranslations('message');
  return (
    <article aria-label={t('you')} className="flex justify-end" data-testid="user-message">
      <div
        className={`max-w-[85%] rounded-2xl rounded-br-md bg-accent-soft px-3.5 py-2 wrap-anywhere whitespace-pre-wrap ${faint ? 'opacity-60' : ''}`}
      >
        {text}
      </div>
    </article>
  );
}
