'use client';

import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import type { UserItem } from '../../client/fold/transcript.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { isComposing } from '../is-composing.ts';
import { Button } from '../primitives/button.tsx';
import { fitToText } from './fit-to-text.ts';
import type { MessageActions } from './message-actions.tsx';

type Props = { message: UserItem; onRerun: MessageActions['onRerun']; onClose: () => void };

/** A message while it is edited in its place. What comes of it is another session: this one stays as it is, and that is said. */
export function EditMessage({ message, onRerun, onClose }: Props) {
  const t = useTranslations('message');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const [text, setText] = useState(message.text);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string>();
  const field = useRef<HTMLTextAreaElement>(null);
  const canRun = text.trim() !== '' && text.length <= LIMITS.maxInputChars && !busy;

  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    fitToText(box);
  }, [text]);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.setSelectionRange(-1, -1);
  }, []);

  const run = async (): Promise<void> => {
    if (!canRun) return;
    setBusy(true);
    const refusal = await onRerun(message, text);
    if (refusal === undefined) return onClose();
    setBusy(false);
    setRefused(refusal === 'unreachable' ? tc('unreachable') : errorText(refusal));
  };
  const keyed = (event: KeyboardEvent): void => {
    if (isComposing(event)) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && !event.shiftKey) void run();
    else return;
    event.preventDefault();
  };

  return (
    <form
      aria-label={t('edit')}
      className="space-y-2 rounded-2xl border border-accent bg-surface px-3.5 py-2.5"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <textarea
        ref={field}
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyed}
        aria-label={t('edit')}
        aria-describedby={`edit-${message.messageId}`}
        className="block field-sizing-content max-h-[40dvh] w-full resize-none bg-transparent outline-none"
      />
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p id={`edit-${message.messageId}`} className="min-w-0 flex-1 basis-48 text-xs text-ink-soft">
          {t('editHint')}
        </p>
        <Button size="small" tone="ghost" onClick={onClose}>
          {tc('cancel')}
        </Button>
        <Button size="small" tone="primary" type="submit" disabled={!canRun}>
          {t('run')}
        </Button>
      </div>
      {refused === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {refused}
        </p>
      )}
    </form>
  );
}
