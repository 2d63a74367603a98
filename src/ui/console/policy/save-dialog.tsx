'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../../client/call-failure.ts';
import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../../protocol/errors.ts';
import { DiffCounts, DiffView } from '../../diff/diff-view.tsx';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Dialog } from '../../primitives/dialog.tsx';
import { Conflict } from './conflict.tsx';
import { type FieldProblem, fieldProblem } from './field-problem.ts';
import { createMergePatch } from './merge-patch.ts';
import type { PolicyDraft } from './policy-draft.ts';
import { policyDiff, textOf } from './policy-text.ts';

type Props = {
  draft: PolicyDraft;
  /** What the draft says. */
  document: PolicyDocument;
  /** The newest version that this page knows of. */
  newest: Policy;
  onDraft: (draft: PolicyDraft | undefined) => void;
  onClose: () => void;
  /** The gateway names a field that is not as it has to be. */
  onRefused: (problem: FieldProblem) => void;
};

type Failure = ProtocolErrorShape | 'unreachable';

/** Shows what saving would change, then saves; where somebody else was faster, both are shown before anything is decided. */
export function SaveDialog({ draft, document, newest, onDraft, onClose, onRefused }: Props) {
  const t = useTranslations('consolePolicy');
  const { client } = useGateway();
  const queries = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [conflictWith, setConflictWith] = useState<number>();
  const diff = useMemo(() => policyDiff(draft.base, document), [draft.base, document]);
  const isBehind = Math.max(newest.version, conflictWith ?? 0) > draft.version;
  const save = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    try {
      const patch = createMergePatch(draft.base, document);
      const saved = await client.mutate('policy.update', { expectedVersion: draft.version, patch });
      onDraft(undefined);
      queries.setQueryData(['policy.get', {}], saved);
      for (const method of ['policy.history', 'tools.list']) void queries.invalidateQueries({ queryKey: [method] });
      toast.success(t('saved', { version: saved.version }));
      onClose();
    } catch (error) {
      const { refusal } = toCallFailure(error);
      const field = refusal && fieldProblem(refusal);
      if (field) onRefused(field);
      else if (refusal?.code === 'VERSION_CONFLICT') setConflictWith(draft.version + 1);
      else setFailure(refusal ?? 'unreachable');
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog
      open
      size="large"
      title={isBehind ? t('conflict') : t('saveTitle')}
      onOpenChange={(open) => !open && onClose()}
    >
      {isBehind ? (
        <Conflict
          draft={draft}
          document={document}
          onOnTop={(next, theirs) => {
            queries.setQueryData(['policy.get', {}], theirs);
            setConflictWith(undefined);
            onDraft(next);
          }}
          onTakeTheirs={(theirs) => {
            onDraft(undefined);
            queries.setQueryData(['policy.get', {}], theirs);
            onClose();
          }}
        />
      ) : (
        <div className="space-y-3">
          <p className="text-sm text-ink-soft">
            {t('saveText', { next: draft.version + 1, version: draft.version })} <DiffCounts diff={diff} />
          </p>
          {textOf(draft.base) === textOf(document) ? (
            <p className="text-sm">{t('nothingChanges')}</p>
          ) : (
            <div className="overflow-hidden rounded-lg border border-line">
              <DiffView diff={diff} label={t('changes')} testId="policy-diff" className="max-h-[50dvh]" />
            </div>
          )}
          {failure ? <Refusal failure={failure} /> : null}
          <div className="flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t('keepEditing')}</Button>
            <Button tone="primary" disabled={busy} onClick={() => void save()}>
              {busy ? t('saving') : t('save', { version: draft.version + 1 })}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function Refusal({ failure }: { failure: Failure }) {
  const t = useTranslations('consolePolicy');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  if (failure === 'unreachable') return <Alert text={tc('unreachable')} />;
  if (failure.code === 'FORBIDDEN') return <Alert text={t('forbidden')} />;
  return <Alert text={`${errorText(failure)} (${failure.code}) ${failure.message}`} />;
}

function Alert({ text }: { text: string }) {
  return (
    <p role="alert" className="rounded-lg border border-danger-line bg-danger-soft px-3 py-2 text-sm text-danger">
      {text}
    </p>
  );
}
