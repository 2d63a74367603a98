'use client';

import { useMemo } from 'react';
import type { Policy, PolicyDocument } from '../../../protocol/entities.ts';
import { DiffCounts, DiffView } from '../../diff/diff-view.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Loading } from '../../primitives/page-state.tsx';
import { Moment } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { usePages } from '../../use-call.ts';
import type { PolicyDraft } from './policy-draft.ts';
import { documentOf, policyDiff, textOf } from './policy-text.ts';
import { rebasePolicy } from './rebase-policy.ts';

type Props = {
  draft: PolicyDraft;
  document: PolicyDocument;
  onOnTop: (draft: PolicyDraft, theirs: Policy) => void;
  onTakeTheirs: (theirs: Policy) => void;
};

/** Who saved what since the draft was begun, what the draft changes, and what can be done with both. */
export function Conflict({ draft, document, onOnTop, onTakeTheirs }: Props) {
  const t = useTranslations('consolePolicy');
  // Asked for anew at each version that this page did not know.
  const history = usePages('policy.history', { limit: 20 }, { staleAfter: [] });
  return (
    <Snapshot query={history}>
      {({ pages }) => {
        const versions = pages.flatMap(({ items }) => items).filter(({ version }) => version > draft.version);
        const [theirs] = versions;
        return theirs ? (
          <div data-testid="policy-conflict" className="space-y-3">
            <p role="alert" className="text-sm">
              {t('conflictText', { version: draft.version })}
            </p>
            <ul className="space-y-1 text-sm">
              {versions.map(({ version, updatedBy, updatedAt }) => (
                <li key={version}>
                  {t('savedBy', { version, author: updatedBy })} <Moment at={updatedAt} />
                </li>
              ))}
            </ul>
            <Changes label={t('theirChanges')} before={draft.base} after={theirs} />
            <Changes label={t('myChanges')} before={draft.base} after={document} />
            <p className="text-sm text-ink-soft">{t('onTopText')}</p>
            <div className="flex flex-wrap justify-end gap-2">
              <Button tone="danger" onClick={() => onTakeTheirs(withoutChanges(theirs))}>
                {t('takeTheirs')}
              </Button>
              <Button
                tone="primary"
                onClick={() => {
                  const base = documentOf(theirs);
                  const rebased = rebasePolicy({ base: draft.base, mine: document, theirs: base });
                  onOnTop({ version: theirs.version, base, text: textOf(rebased) }, withoutChanges(theirs));
                }}
              >
                {t('putOnTop')}
              </Button>
            </div>
          </div>
        ) : (
          <Loading />
        );
      }}
    </Snapshot>
  );
}

function Changes({ label, before, after }: { label: string; before: PolicyDocument; after: PolicyDocument | Policy }) {
  const diff = useMemo(() => policyDiff(before, documentOf(after)), [before, after]);
  return (
    <div className="overflow-hidden rounded-lg border border-line">
      <p className="flex items-center gap-2 border-b border-line px-3 py-1.5 text-xs text-ink-soft">
        {label} <DiffCounts diff={diff} />
      </p>
      <DiffView diff={diff} label={label} className="max-h-56" />
    </div>
  );
}

function withoutChanges({ version, updatedAt, updatedBy, ...rest }: Policy): Policy {
  return { version, updatedAt, updatedBy, ...documentOf(rest) };
}
