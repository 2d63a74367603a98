'use client';

import { ArrowUp, Square } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { LIMITS } from '../../protocol/limits.ts';
import { AttachButton } from '../attachments/attach-button.tsx';
import { DraftAttachments } from '../attachments/draft-attachments.tsx';
import type { Uploads } from '../attachments/uploads.ts';
import { useFileDrop } from '../attachments/use-file-drop.ts';
import { type Draft, type Drafts, EMPTY_DRAFT } from '../drafts.ts';
import { useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { isComposing } from '../is-composing.ts';
import { IconButton } from '../primitives/button.tsx';
import { CommandList } from './commands/command-list.tsx';
import { type Command, type CommandName, type Completion, type Line, readLine } from './commands/commands.ts';
import { useCompletion } from './commands/use-completion.ts';
import { fitToText } from './fit-to-text.ts';
import { useDraft } from './use-draft.ts';

type Props = {
  drafts: Drafts;
  uploads: Uploads;
  /** Which draft: another key, another draft. */
  draftKey: string;
  /** A run is on: what is sent waits for its end. */
  busy: boolean;
  /** Stop was pressed and the run has not ended yet. */
  stopping: boolean;
  /** What a line that begins with a slash can do here. */
  commands: readonly Command[];
  onSend: (draft: Draft) => void;
  onCommand: (name: CommandName, argument: string) => void;
  onStop: () => void;
};

/** The message field. Enter sends, Shift+Enter makes a line, and an input method's Enter does neither. */
export function Composer({ drafts, uploads, draftKey, busy, stopping, commands, onSend, onCommand, onStop }: Props) {
  const t = useTranslations('composer');
  const ta = useTranslations('attachments');
  const [draft, setDraft] = useDraft(drafts, draftKey);
  const pending = useObservable(uploads).filter((upload) => upload.draftKey === draftKey);
  const [refused, setRefused] = useState<{ text: string; line: Line }>();
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const { text, attachments } = draft;
  const tooLong = text.length > LIMITS.maxInputChars;
  const uploading = pending.some((upload) => upload.status !== 'refused');
  const isCommand = text.startsWith('/') && !text.startsWith('//');
  const canSend = text.trim() !== '' && !tooLong && (isCommand || !uploading);

  useLayoutEffect(() => {
    if (field.current) fitToText(field.current);
  }, [text]);
  useEffect(() => {
    // On a phone the focus would raise the keyboard over the conversation.
    if (!window.matchMedia?.('(pointer: fine)').matches) return;
    field.current?.focus();
    // What is there already is gone on with, not written in front of.
    field.current?.setSelectionRange(field.current.value.length, field.current.value.length);
  }, [draftKey]);

  const attach = (files: readonly File[]): void => uploads.add(draftKey, files);
  const over = useFileDrop(attach);
  const give = (written: string): void => {
    const line = readLine(written, commands);
    if (line.kind === 'unknown' || line.kind === 'misused') return setRefused({ text: written, line });
    if (line.kind === 'command') {
      setDraft({ ...draft, text: '' });
      return onCommand(line.name, line.argument);
    }
    onSend({ ...draft, text: line.text });
    setDraft(EMPTY_DRAFT);
  };
  const send = (): void => {
    if (canSend) give(text);
  };
  const choose = ({ text: completed, whole }: Completion, how: 'enter' | 'tab' = 'enter'): void => {
    if (whole && how === 'enter') give(completed);
    else setDraft({ ...draft, text: completed });
  };
  const { completions, active, onKey } = useCompletion(text, commands, choose);
  const keyed = (event: KeyboardEvent): void => {
    if (isComposing(event) || onKey(event)) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    send();
  };
  const pasted = (event: ClipboardEvent): void => {
    const files = [...event.clipboardData.files];
    // An office program puts a picture of the text beside it: then the text is meant.
    if (files.length === 0 || event.clipboardData.types.includes('text/plain')) return;
    event.preventDefault();
    attach(files);
  };
  const listed = completions.length > 0;

  return (
    <form
      className="relative rounded-2xl border border-line-strong bg-surface shadow-sm focus-within:border-accent"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {listed ? <CommandList id={listId} completions={completions} active={active} onChoose={choose} /> : null}
      {over ? (
        <p className="absolute inset-0 z-10 flex items-center justify-center rounded-2xl border-2 border-dashed border-accent bg-surface text-sm">
          {ta('drop')}
        </p>
      ) : null}
      <DraftAttachments
        attachments={attachments}
        uploads={pending}
        onRemove={(id) => setDraft({ ...draft, attachments: attachments.filter((each) => each.attachmentId !== id) })}
        onRetry={uploads.retry}
        onCancel={uploads.cancel}
      />
      <textarea
        ref={field}
        id="composer"
        rows={1}
        value={text}
        onChange={(event) => setDraft({ ...draft, text: event.target.value })}
        onKeyDown={keyed}
        onPaste={pasted}
        aria-label={t('label')}
        aria-describedby="composer-hint"
        aria-autocomplete="list"
        aria-haspopup="listbox"
        {...(listed ? { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${active}` } : {})}
        placeholder={busy ? t('placeholderBusy') : t('placeholder')}
        className="block field-sizing-content max-h-[40dvh] w-full resize-none bg-transparent px-4 pt-3 pb-1 outline-none placeholder:text-ink-soft"
      />
      <div className="flex items-center gap-2 px-2 pb-2">
        <AttachButton onFiles={attach} />
        <p id="composer-hint" className="min-w-0 flex-1 text-xs text-ink-soft">
          {tooLong ? (
            <Refusal>{t('tooLong', { count: text.length, max: LIMITS.maxInputChars })}</Refusal>
          ) : refused?.text === text ? (
            <Refusal>
              <Misread line={refused.line} />
            </Refusal>
          ) : uploading && text !== '' ? (
            t('uploading')
          ) : attachments.length > 0 && text.trim() === '' ? (
            t('sayWhat')
          ) : (
            <span className="hidden sm:inline">{t('hint')}</span>
          )}
        </p>
        {busy ? (
          <IconButton
            label={stopping ? t('stopping') : t('stop')}
            tone="plain"
            shape="round"
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
            shape="round"
            disabled={!canSend}
          >
            <ArrowUp aria-hidden className="size-4" />
          </IconButton>
        ) : null}
      </div>
      <p role="status" className="sr-only">
        {listed ? t('completions', { count: completions.length }) : ''}
      </p>
    </form>
  );
}

function Refusal({ children }: { children: React.ReactNode }) {
  return (
    <span role="alert" className="text-danger">
      {children}
    </span>
  );
}

/** Why a line that begins with a slash did nothing. */
function Misread({ line }: { line: Line }) {
  const t = useTranslations('commands');
  if (line.kind === 'unknown') return t('unknown', { word: line.word });
  if (line.kind !== 'misused') return null;
  const { name, takes } = line.command;
  return takes ? t('takesOne', { name, options: takes.join(', ') }) : t('takesNothing', { name });
}
