'use client';

import { parseAsString, useQueryState } from 'nuqs';
import type { PolicyDocument } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Facts } from '../facts.tsx';
import { allowRule, COMMAND_TOOL, withRule } from './add-rule.ts';
import { formatWords } from './command-words.ts';
import type { JudgedAs } from './parse-call.ts';

type Props = {
  judged: JudgedAs;
  document: PolicyDocument | undefined;
  onChange: (document: PolicyDocument) => void;
};

/** What was said of the call, by what, and what could be done about it. */
export function BenchVerdict({ judged, document, onChange }: Props) {
  const t = useTranslations('consolePolicy.bench');
  const ta = useTranslations('consolePolicy.action');
  const tm = useTranslations('consoleModels');
  const [, setRule] = useQueryState('rule', parseAsString);
  const { call, result } = judged;
  const { verdict, rule, risk, effect, wouldAsk, grant } = result;
  const { action } = verdict;
  const words = call.toolName === COMMAND_TOOL && action === 'approval-required' ? wordsOf(call.args.argv) : undefined;
  const isShellText = call.toolName === COMMAND_TOOL && typeof call.args.command === 'string';
  const allow = (argv: readonly string[]): void => {
    if (!document) return;
    const { rule: allowing, isNew } = allowRule(document, argv);
    onChange(isNew ? withRule(document, allowing) : document);
    void setRule(allowing.id);
  };
  return (
    <section
      aria-label={t('verdict')}
      data-testid="bench-verdict"
      data-action={action}
      className="space-y-3 rounded-lg border border-line bg-surface p-3"
    >
      <p className="font-medium">{t(wouldAsk ? 'wouldAsk' : grant ? 'granted' : `says.${action}`)}</p>
      <Facts
        facts={[
          { label: t('action'), value: ta(action) },
          {
            label: t('decided'),
            value: rule ? (
              <EntityLink entity={{ kind: 'policy', ruleId: rule.id }}>{rule.id}</EntityLink>
            ) : (
              verdict.ruleId
            ),
          },
          { label: t('reason'), value: verdict.reason },
          { label: t('risk'), value: tm(`risk.${risk}`) },
          { label: t('effect'), value: tm(`effect.${effect}`) },
          { label: t('version'), value: String(verdict.policyVersion) },
          grant && {
            label: t('grant'),
            value: <EntityLink entity={{ kind: 'approval', approvalId: grant.approvalId }} />,
          },
        ]}
      />
      {isShellText && action === 'approval-required' ? <p className="text-sm">{t('shellText')}</p> : null}
      {words && document ? (
        <Button onClick={() => allow(words)}>{t('allow', { command: formatWords(words) })}</Button>
      ) : null}
    </section>
  );
}

function wordsOf(argv: unknown): string[] | undefined {
  return Array.isArray(argv) && argv.every((word) => typeof word === 'string') ? argv : undefined;
}
