'use client';

import { useEffect, useMemo, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { Policy } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { sameJson } from './merge-patch.ts';
import { freshDraft, keepDraft, keptDraft, type PolicyDraft } from './policy-draft.ts';
import { documentOf, type ReadText, readText, textOf } from './policy-text.ts';

export type DraftInHand = {
  draft: PolicyDraft;
  read: ReadText;
  /** It says something else than the version that it was made of. */
  changed: boolean;
  put: (draft: PolicyDraft | undefined) => void;
};

/** The draft of this tab; while there is none, the policy in force. Closing the tab warns, going elsewhere says that it is kept. */
export function usePolicyDraft(policy: Policy): DraftInHand {
  const t = useTranslations('consolePolicy');
  const [kept, setKept] = useState(() => keptDraft(sessionStorage));
  const draft = useMemo(() => kept ?? freshDraft(policy.version, documentOf(policy)), [kept, policy]);
  const read = useMemo(() => readText(draft.text), [draft.text]);
  const changed = read.state !== 'read' || !sameJson(read.document, draft.base);
  const put = (next: PolicyDraft | undefined): void => {
    const worthKeeping = next && next.text !== textOf(next.base) ? next : undefined;
    keepDraft(sessionStorage, worthKeeping);
    setKept(worthKeeping);
  };
  const leaving = useRef(changed);
  useEffect(() => {
    leaving.current = changed;
    if (!changed) return undefined;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [changed]);
  useEffect(
    () => () => {
      if (leaving.current) toast(t('draftKept'));
    },
    [t],
  );
  return { draft, read, changed, put };
}
