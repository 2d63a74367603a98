'use client';

import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { useState } from 'react';
import { toast } from 'sonner';
import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Tabs } from '../../primitives/tabs.tsx';
import { Ago } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import type { FieldProblem } from './field-problem.ts';
import { FormView } from './form-view.tsx';
import { HistoryView } from './history-view.tsx';
import type { PolicyDraft } from './policy-draft.ts';
import { documentOf, textOf } from './policy-text.ts';
import { SaveDialog } from './save-dialog.tsx';
import { SourceView } from './source-view.tsx';
import { TestBench } from './test-bench.tsx';
import { usePolicyDraft } from './use-policy-draft.ts';

const VIEWS = ['form', 'source', 'history', 'test'] as const;
/** A policy changes without an event that says so. */
const EVERY_MS = 10_000;

/** What the agent may do: read, changed as a draft, saved as a new version. */
export function PolicyPage() {
  const policy = useCall('policy.get', {}, { everyMs: EVERY_MS });
  return (
    <Snapshot query={policy} lines={8}>
      {(inForce) => <PolicyEditor policy={inForce} />}
    </Snapshot>
  );
}

function PolicyEditor({ policy }: { policy: Policy }) {
  const t = useTranslations('consolePolicy');
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('form'));
  const hand = usePolicyDraft(policy);
  const { draft, read, changed, put } = hand;
  const [saving, setSaving] = useState(false);
  const [refused, setRefused] = useState<{ text: string; problem: FieldProblem }>();
  // It speaks of what was sent: not of what was written since.
  const problem = refused?.text === draft.text ? refused.problem : undefined;
  const write = (text: string): void => put({ ...draft, text });
  const replace = (next: PolicyDraft | undefined, said: string): void => {
    put(next);
    if (changed) toast(said, { action: { label: t('undo'), onClick: () => put(draft) } });
  };
  const restore = (document: PolicyDocument): void => {
    const base = documentOf(policy);
    replace({ version: policy.version, base, text: textOf(document) }, t('draftReplaced'));
    setSaving(true);
  };
  return (
    <>
      <div className="sticky top-0 z-10 -mx-4 -mt-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-b border-line bg-canvas px-4 py-2">
        <p className="min-w-0 basis-full text-sm text-ink-soft sm:flex-1 sm:basis-0">
          {t('inForce', { version: policy.version, author: policy.updatedBy })} <Ago at={policy.updatedAt} />{' '}
          <EntityLink entity={{ kind: 'audit', filter: { action: 'policy.update' } }}>{t('audit')}</EntityLink>
        </p>
        <span data-testid="draft-state" className="text-sm">
          {changed ? t('draft') : t('noDraft')}
        </span>
        {changed ? (
          <Button tone="ghost" onClick={() => replace(undefined, t('discarded'))}>
            {t('discard')}
          </Button>
        ) : null}
        <Button tone="primary" disabled={!changed || read.state !== 'read'} onClick={() => setSaving(true)}>
          {t('review')}
        </Button>
      </div>
      {changed && policy.version > draft.version ? (
        <NewerVersion policy={policy} onLook={() => setSaving(true)} canMerge={read.state === 'read'} />
      ) : null}
      {problem ? (
        <p role="alert" className="rounded-lg border border-danger-line bg-danger-soft px-4 py-2 text-sm wrap-anywhere">
          <span className="text-danger">{t('refused')}</span> <code className="font-mono">{problem.path}</code>:{' '}
          {problem.message}
        </p>
      ) : null}
      <Tabs
        label={t('views')}
        value={view}
        onChange={(chosen) => void setView(chosen)}
        tabs={VIEWS.map((value) => ({ value, label: t(`view.${value}`) }))}
      >
        {view === 'form' ? (
          <FormView
            read={read}
            problem={problem}
            onChange={(document) => write(textOf(document))}
            onSource={() => void setView('source')}
          />
        ) : null}
        {view === 'source' ? <SourceView text={draft.text} problem={problem} onChange={write} /> : null}
        {view === 'history' ? <HistoryView current={policy} onRestore={restore} /> : null}
        {view === 'test' ? (
          <TestBench
            policy={policy}
            draftDiffers={changed}
            document={read.state === 'read' ? read.document : undefined}
            onChange={(document) => {
              write(textOf(document));
              void setView('form');
            }}
          />
        ) : null}
      </Tabs>
      {saving && read.state === 'read' ? (
        <SaveDialog
          draft={draft}
          document={read.document}
          newest={policy}
          onDraft={put}
          onClose={() => setSaving(false)}
          onRefused={(found) => {
            setRefused({ text: draft.text, problem: found });
            setSaving(false);
            if (view !== 'source') void setView('form');
          }}
        />
      ) : null}
    </>
  );
}

function NewerVersion({ policy, onLook, canMerge }: { policy: Policy; onLook: () => void; canMerge: boolean }) {
  const t = useTranslations('consolePolicy');
  return (
    <div
      role="status"
      data-testid="newer-version"
      className="flex flex-wrap items-center gap-3 rounded-lg border border-attention-line bg-attention-soft px-4 py-2 text-sm"
    >
      <p className="min-w-0 flex-1">{t('newer', { version: policy.version, author: policy.updatedBy })}</p>
      <Button size="small" disabled={!canMerge} onClick={onLook}>
        {t('lookAtBoth')}
      </Button>
    </div>
  );
}
