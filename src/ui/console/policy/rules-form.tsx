'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useState } from 'react';
import type { PolicyRule } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Section } from '../section.tsx';
import { COMMAND_TOOL, freeId, withRule } from './add-rule.ts';
import type { FormPart } from './form-part.ts';
import { RuleEntry } from './rule-entry.tsx';

/** Rules on some calls of a tool. The strictest one that matches decides, so their order says nothing. */
export function RulesForm({ document, problem, onChange }: FormPart) {
  const t = useTranslations('consolePolicy');
  const [named, setNamed] = useQueryState('rule', parseAsString);
  const { rules } = document.toolPolicy;
  // By its place: its id is one of the things that are edited.
  const [open, setOpen] = useState<number>();
  const namedAt = named === null ? -1 : rules.findIndex(({ id }) => id === named);
  const refusedAt = Number(/^toolPolicy\.rules\.(\d+)/.exec(problem?.path ?? '')?.[1] ?? -1);
  // A rule opens when a link or a refusal begins to name it; what is open then stays while it is edited.
  const [led, setLed] = useState({ namedAt: -1, refusedAt: -1 });
  if (led.namedAt !== namedAt || led.refusedAt !== refusedAt) {
    setLed({ namedAt, refusedAt });
    if (refusedAt >= 0 && led.refusedAt !== refusedAt) setOpen(refusedAt);
    else if (namedAt >= 0 && led.namedAt !== namedAt) setOpen(namedAt);
  }
  const put = (next: PolicyRule[]): void =>
    onChange({ ...document, toolPolicy: { ...document.toolPolicy, rules: next } });
  const add = (): void => {
    const rule: PolicyRule = {
      id: freeId(rules, 'new-rule'),
      tool: COMMAND_TOOL,
      when: {},
      action: 'approval-required',
    };
    onChange(withRule(document, rule));
    void setNamed(rule.id);
  };
  return (
    <Section title={t('rules')} actions={<Button onClick={add}>{t('addRule')}</Button>}>
      <p className="max-w-3xl text-sm text-ink-soft">{t('rulesText')}</p>
      {named !== null && namedAt < 0 && open === undefined ? (
        <p className="text-sm text-attention">{t('noSuchRule', { rule: named })}</p>
      ) : null}
      {rules.length === 0 ? (
        <Empty title={t('noRules')}>{t('noRulesHint')}</Empty>
      ) : (
        <ul aria-label={t('rules')} className="divide-y divide-line rounded-lg border border-line bg-surface">
          {rules.map((rule, at) => (
            <RuleEntry
              // A rule is its place while its id is edited.
              key={at}
              rule={rule}
              path={`toolPolicy.rules.${at}`}
              problem={problem}
              open={at === open}
              focused={at === namedAt}
              onToggle={() => setOpen(at === open ? undefined : at)}
              onChange={(next) => put(rules.with(at, next))}
              onRemove={() => {
                setOpen(undefined);
                put(rules.toSpliced(at, 1));
              }}
            />
          ))}
        </ul>
      )}
    </Section>
  );
}
