'use client';

import { ArrowUp, Square } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '../../protocol/limits.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from '../primitives/button.tsx';

type Props = {
  /** Where the draft is kept while the tab lives; another key, another draft. */
  draftKey: string;
  /** A run is on: what is sent waits for its end. */
  busy: boolean;
  /** Stop was pressed and the run has not ended yet. */
  stopping: boolean;
  onSend: (text: string) => void;
  onStop: () => void;
};

/** The message field. Enter sends, Shift+Enter makes a line, and an input method's Enter does neither. */
export function Composer({ draftKey, busy, stopping, onSend, onStop }: Props) {
  const t = useTranslations('composer');
  const [text, setText] = useDraft(draftKey);
  const field = useRef<HTMLTextAreaElement>(null);
  const tooLong = text.length > LIMITS.maxInputChars;
  const canSend = text.trim() !== '' && !tooLong;

  useLayoutEffect(() => {
    const box = field.current;
    if (!box) return;
    box.style.height = 'auto';
    box.style.height = `${box.scrollHeight}px`;
  }, [text]);
  useEffect(() => {
    // On a phone the focus would raise the keyboard over the conversation.
    if (window.matchMedia?.('(pointer: fine)').matches) field.current?.focus();
  }, [draftKey]);

  const send = (): void => {
    if (!canSend) return;
    onSend(text);
    setText('');
  };
  const keyed = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
    event.preventDefault();
    send();
  };

  return (
    <form
      className="rounded-2xl border border-line-strong bg-surface shadow-sm focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <textarea
        ref={field}
        id="composer"
        rows={1}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={keyed}
        aria-label={t('label')}
        aria-describedby="composer-hint"
        placeholder={busy ? t('placeholderBusy') : t('placeholder')}
        className="block max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3 pb-1 outline-none placeholder:text-ink-soft"
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <p id="composer-hint" className={`flex-1 px-2 text-xs ${tooLong ? 'text-danger' : 'text-ink-soft'}`}>
          {tooLong ? (
            <span role="alert">{t('tooLong', { count: text.length, max: LIMITS.maxInputChars })}</span>
          ) : (
            <span className="hidden sm:inline">{t('hint')}</span>
          )}
        </p>
        {busy ? (
          <IconButton
            label={stopping ? t('stopping') : t('stop')}
            tone="plain"
            className="rounded-full"
            disabled={stopping}
            onClick={onStop}
          >
            <Square aria-hidden className="size-3 fill-current" />
          </IconButton>
        ) : null}
        {!busy || canSend ? (
          <IconButton
            type="submit"
            label={busy ? t('queue') : t('send')}
            tone="primary"
            className="rounded-full"
            disabled={!canSend}
          >
            <ArrowUp aria-hidden className="size-4" />
          </IconButton>
        ) : null}
      </div>
    </form>
  );
}

/** An input method is putting a character together. Safari ends it before the key event and only keyCode 229 tells. */
function isComposing(event: KeyboardEvent): boolean {
  return event.nativeEvent.isComposing || event.nativeEvent.keyCode === 229;
}

function useDraft(draftKey: string): [string, (text: string) => void] {
  const storageKey = `openfoal.draft.${draftKey}`;
  const [draft, setDraft] = useState(() => ({ storageKey, text: sessionStorage.getItem(storageKey) ?? '' }));
  const text = draft.storageKey === storageKey ? draft.text : (sessionStorage.getItem(storageKey) ?? '');
  const set = (next: string): void => {
    setDraft({ storageKey, text: next });
    if (next === '') sessionStorage.removeItem(storageKey);
    else keep(storageKey, next);
  };
  return [text, set];
}

function keep(storageKey: string, text: string): void {
  try {
    sessionStorage.setItem(storageKey, text);
  } catch {
    // Storage is full: the draft is still in the field, it only would not survive a reload.
  }
}
