'use client';

import { createTwoFilesPatch } from 'diff';
import { useMemo, useState } from 'react';
import { toCallFailure } from '../../client/call-failure.ts';
import { DiffCounts, DiffView } from '../diff/diff-view.tsx';
import { readDiff } from '../diff/unified-diff.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { TextArea } from '../primitives/field.tsx';
import type { MemoryDraft } from './memory-draft.ts';

type Props = {
  path: string;
  draft: MemoryDraft;
  onChange: (draft: MemoryDraft) => void;
  /** Saved, or given up: there is nothing unsaved any more. */
  onDone: () => void;
};

type Theirs = { text: string; hash: string };

/** The text of a file, being changed. When somebody else changed it meanwhile, both are shown and a person decides. */
export function MemoryEditor({ path, draft, onChange, onDone }: Props) {
  const t = useTranslations('memory');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const [theirs, setTheirs] = useState<Theirs>();

  const save = async (expectedHash: string): Promise<void> => {
    setBusy(true);
    setTrouble(undefined);
    try {
      await client.mutate('memory.update', { path, text: draft.text, expectedHash });
      onDone();
      return;
    } catch (error) {
      const { refusal } = toCallFailure(error);
      if (refusal?.code === 'VERSION_CONFLICT') await compare();
      else setTrouble(refusal ? errorText(refusal) : tc('unreachable'));
    }
    setBusy(false);
  };
  const compare = async (): Promise<void> => {
    try {
      const { text, hash } = await client.query('memory.get', { path, from: 1 });
      setTheirs({ text, hash });
    } catch {
      setTrouble(tc('unreachable'));
    }
  };

  return (
    <form
      className="space-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        void save(draft.baseHash);
      }}
    >
      {theirs ? (
        <Conflict
          draft={draft}
          theirs={theirs}
          busy={busy}
          onKeepMine={() => {
            onChange({ ...draft, baseText: theirs.text, baseHash: theirs.hash });
            setTheirs(undefined);
            void save(theirs.hash);
          }}
          onKeepTheirs={onDone}
          onEdit={() => {
            onChange({ ...draft, baseText: theirs.text, baseHash: theirs.hash });
            setTheirs(undefined);
          }}
        />
      ) : (
        <>
          <TextArea
            // Whoever pressed "edit" is about to write.
            ref={(field) => {
              if (field && document.activeElement?.tagName !== 'TEXTAREA') field.focus();
            }}
            aria-label={t('editorLabel', { path })}
            value={draft.text}
            rows={18}
            spellCheck={false}
            className="min-h-60 resize-y font-mono leading-relaxed"
            onChange={(event) => onChange({ ...draft, text: event.target.value })}
          />
          {trouble === undefined ? null : (
            <p role="alert" className="text-sm text-danger">
              {trouble}
            </p>
          )}
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" tone="primary" disabled={busy || draft.text === draft.baseText}>
              {tc('save')}
            </Button>
            <Button tone="ghost" disabled={busy} onClick={onDone}>
              {t('giveUp')}
            </Button>
            <span className="text-xs text-ink-soft">{t('kept')}</span>
          </div>
        </>
      )}
    </form>
  );
}

type ConflictProps = {
  draft: MemoryDraft;
  theirs: Theirs;
  busy: boolean;
  onKeepMine: () => void;
  onKeepTheirs: () => void;
  onEdit: () => void;
};

/** What keeping one's own text would do to what is there now. */
function Conflict({ draft, theirs, busy, onKeepMine, onKeepTheirs, onEdit }: ConflictProps) {
  const t = useTranslations('memory');
  const diff = useMemo(() => {
    const patch = createTwoFilesPatch('a', 'b', theirs.text, draft.text, undefined, undefined, {
      maxEditLength: 5_000,
    });
    return patch === undefined
      ? undefined
      : readDiff(patch.replace(/^=+\n/, '').replace(/^---.*\n\+\+\+.*\n/, '--- a/f\n+++ b/f\n'), 'f');
  }, [theirs.text, draft.text]);
  return (
    <section aria-label={t('conflict')} data-testid="memory-conflict" className="space-y-3">
      <div role="alert" className="rounded-lg border border-attention-line bg-attention-soft px-3 py-2 text-sm">
        <p className="font-medium text-attention">{t('conflict')}</p>
        <p>{t('conflictText')}</p>
      </div>
      {diff === undefined ? null : (
        <div className="overflow-hidden rounded-lg border border-line">
          <p className="flex items-center gap-2 border-b border-line px-3 py-1.5 text-xs text-ink-soft">
            {t('conflictDiff')} <DiffCounts diff={diff} />
          </p>
          <DiffView diff={diff} label={t('conflictDiff')} className="max-h-80" />
        </div>
      )}
      <details className="text-sm">
        <summary className="w-fit cursor-pointer rounded text-ink-soft hover:text-ink">{t('both')}</summary>
        <div className="mt-2 grid gap-3 sm:grid-cols-2">
          <Version label={t('mine')} text={draft.text} />
          <Version label={t('theirs')} text={theirs.text} />
        </div>
      </details>
      <div className="flex flex-wrap gap-2">
        <Button tone="primary" disabled={busy} onClick={onKeepMine}>
          {t('keepMine')}
        </Button>
        <Button disabled={busy} onClick={onKeepTheirs}>
          {t('keepTheirs')}
        </Button>
        <Button tone="ghost" disabled={busy} onClick={onEdit}>
          {t('editOn')}
        </Button>
      </div>
    </section>
  );
}

function Version({ label, text }: { label: string; text: string }) {
  const t = useTranslations('memory');
  return (
    <figure className="min-w-0">
      <figcaption className="flex items-center justify-between text-xs text-ink-soft">
        {label}
        <CopyButton label={t('copy')} text={text} />
      </figcaption>
      <pre
        tabIndex={0}
        aria-label={label}
        className="max-h-60 overflow-auto rounded-md border border-line bg-sunken px-2 py-1.5 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
      >
        {text}
      </pre>
    </figure>
  );
}
