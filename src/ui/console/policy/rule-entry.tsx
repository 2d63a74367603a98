'use client';

import { ChevronRight } from 'lucide-react';
import { useId } from 'react';
import type { PolicyAction, PolicyRule } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Field } from '../../primitives/field.tsx';
import { ActionSelect } from './action-select.tsx';
import { formatWords } from './command-words.ts';
import { type FieldProblem, problemAt } from './field-problem.ts';
import { TextField } from './text-field.tsx';
import { useFocusOnce } from './use-focus-once.ts';
import { withValue } from './with-value.ts';
import { WordsField } from './words-field.tsx';

type Props = {
  rule: PolicyRule;
  /** Where it is in the document, as refusals name it. */
  path: string;
  problem: FieldProblem | undefined;
  open: boolean;
  /** A link or a button leads here. */
  focused: boolean;
  onToggle: () => void;
  onChange: (rule: PolicyRule) => void;
  onRemove: () => void;
};

const TONES: Record<PolicyAction, Tone> = { allow: 'success', 'approval-required': 'attention', deny: 'danger' };

/** A rule in one line, and its fields when it is open. */
export function RuleEntry({ rule, path, problem, open, focused, onToggle, onChange, onRemove }: Props) {
  const t = useTranslations('consolePolicy');
  const ta = useTranslations('consolePolicy.action');
  const id = useId();
  const button = useFocusOnce<HTMLButtonElement>(focused ? rule.id : undefined);
  const { argv, path: file, host, method } = rule.when;
  const conditions = [argv && `${formatWords(argv)} …`, file, method, host].filter((text) => text !== undefined);
  return (
    <li data-testid="rule" data-id={rule.id} className={cx(focused && 'bg-accent-soft')}>
      <button
        ref={button}
        type="button"
        aria-expanded={open}
        {...(open ? { 'aria-controls': id } : {})}
        onClick={onToggle}
        className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-left text-sm hover:bg-sunken"
      >
        <ChevronRight aria-hidden className={cx('size-4 text-ink-soft transition-transform', open && 'rotate-90')} />
        <span className="font-medium wrap-anywhere">{rule.id}</span>
        <Badge tone={TONES[rule.action] ?? 'plain'}>{rule.action in TONES ? ta(rule.action) : rule.action}</Badge>
        <span className="min-w-0 font-mono text-[0.86em] wrap-anywhere">
          {rule.tool} {conditions.length === 0 ? null : <span className="text-ink-soft">{conditions.join(' · ')}</span>}
        </span>
      </button>
      {open ? (
        <div id={id} className="border-t border-line bg-sunken/60 px-3 py-3">
          <RuleFields rule={rule} path={path} problem={problem} onChange={onChange} />
          <div className="mt-3 flex justify-end">
            <Button size="small" tone="danger" onClick={onRemove}>
              {t('removeRule', { rule: rule.id })}
            </Button>
          </div>
        </div>
      ) : null}
    </li>
  );
}

function RuleFields({ rule, path, problem, onChange }: Pick<Props, 'rule' | 'path' | 'problem' | 'onChange'>) {
  const t = useTranslations('consolePolicy.rule');
  const errorOf = (field: string) => problemAt(problem, `${path}.${field}`);
  const when = <K extends keyof PolicyRule['when']>(key: K, value: PolicyRule['when'][K]): void =>
    onChange({ ...rule, when: withValue(rule.when, key, value) });
  const allowsWithoutWords = rule.action === 'allow' && rule.when.argv === undefined;
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label={t('id')}
        hint={t('idHint')}
        error={errorOf('id')}
        value={rule.id}
        onChange={(id = '') => onChange({ ...rule, id })}
      />
      <Field label={t('action')} error={errorOf('action')} {...(allowsWithoutWords ? { hint: t('allowHint') } : {})}>
        {(control) => (
          <ActionSelect
            {...control}
            value={rule.action}
            onChange={(action) => action && onChange({ ...rule, action })}
          />
        )}
      </Field>
      <TextField
        label={t('tool')}
        hint={t('toolHint')}
        error={errorOf('tool')}
        value={rule.tool}
        mono
        onChange={(tool = '') => onChange({ ...rule, tool })}
      />
      <WordsField
        label={t('argv')}
        hint={t('argvHint')}
        error={errorOf('when.argv')}
        value={rule.when.argv}
        onChange={(argv) => when('argv', argv)}
      />
      <TextField
        label={t('path')}
        hint={t('pathHint')}
        error={errorOf('when.path')}
        value={rule.when.path}
        mono
        onChange={(path) => when('path', path)}
      />
      <TextField
        label={t('host')}
        hint={t('hostHint')}
        error={errorOf('when.host')}
        value={rule.when.host}
        mono
        onChange={(host) => when('host', host)}
      />
      <TextField
        label={t('method')}
        hint={t('methodHint')}
        error={errorOf('when.method')}
        value={rule.when.method}
        mono
        onChange={(method) => when('method', method)}
      />
      <TextField
        label={t('reason')}
        hint={t('reasonHint')}
        error={errorOf('reason')}
        value={rule.reason}
        onChange={(reason) => onChange(withValue(rule, 'reason', reason))}
      />
    </div>
  );
}
