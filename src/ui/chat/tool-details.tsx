'use client';

import { useMemo } from 'react';
import type { ToolItem } from '../../client/fold/transcript.ts';
import { withHiddenShown } from '../../client/visible-text.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { Moment } from '../primitives/time.tsx';
import { ApprovalDisplay } from './approval-display.tsx';

type Props = { item: ToolItem; approval: Approval | undefined };

/** All that is known of a call besides what came out of it: its arguments, the rule, and what a person was asked. */
export function ToolDetails({ item, approval }: Props) {
  const t = useTranslations('tool');
  const args = useMemo(() => JSON.stringify(item.args, null, 2), [item.args]);
  const { ruleId, policyVersion, reason } = item.verdict;
  return (
    <div className="space-y-2 border-t border-line px-3 py-2 text-xs text-ink-soft">
      <div className="flex items-center justify-between">
        <span>{t('args')}</span>
        <CopyButton label={t('copyArgs')} text={args} />
      </div>
      <pre tabIndex={0} className="max-h-60 overflow-auto font-mono whitespace-pre-wrap text-ink wrap-anywhere">
        {withHiddenShown(args)}
      </pre>
      <p>{t('rule', { rule: ruleId, version: policyVersion, reason })}</p>
      {item.error ? <p className="wrap-anywhere">{item.error.message}</p> : null}
      {approval && approval.status !== 'pending' ? <Asked approval={approval} /> : null}
    </div>
  );
}

/** What was asked, as it was shown, and when the answer came. The change of a file is in the card already. */
function Asked({ approval: { display, decidedAt } }: { approval: Approval }) {
  const t = useTranslations('approval');
  return (
    <>
      {display.kind === 'file' ? null : <ApprovalDisplay display={display} />}
      {decidedAt === undefined ? null : (
        <p>
          {t('answeredAt')} <Moment at={decidedAt} />
        </p>
      )}
    </>
  );
}
