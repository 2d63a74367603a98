'use client';

import { X } from 'lucide-react';
import { parseAsString, useQueryState } from 'nuqs';
import { type FormEvent, useState } from 'react';
import type { PolicyAction } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button, IconButton } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Field, TextInput } from '../../primitives/field.tsx';
import { useCall } from '../../use-call.ts';
import { Section } from '../section.tsx';
import { ActionSelect } from './action-select.tsx';
import { COMMAND_TOOL } from './add-rule.ts';
import { problemAt } from './field-problem.ts';
import type { FormPart } from './form-part.ts';
import { useFocusOnce } from './use-focus-once.ts';
import { withValue } from './with-value.ts';

/** What is done with the calls of a tool that no rule speaks of. */
export function ToolsForm({ document, problem, onChange }: FormPart) {
  const t = useTranslations('consolePolicy');
  const known = useCall('tools.list', {}).data?.tools.map(({ name }) => name) ?? [];
  const { toolPolicy } = document;
  const names = [...new Set([...known, ...Object.keys(toolPolicy.tools)])];
  const set = (name: string, action: PolicyAction | undefined): void =>
    onChange({ ...document, toolPolicy: { ...toolPolicy, tools: withValue(toolPolicy.tools, name, action) } });
  return (
    <Section title={t('tools')}>
      <p className="max-w-3xl text-sm text-ink-soft">{t('toolsText')}</p>
      <ul aria-label={t('tools')} className="divide-y divide-line rounded-lg border border-line bg-surface">
        {names.map((name) => (
          <ToolRow
            key={name}
            name={name}
            action={toolPolicy.tools[name]}
            isTool={known.includes(name)}
            problem={problemAt(problem, `toolPolicy.tools.${name}`)}
            onChange={(action) => set(name, action)}
          />
        ))}
      </ul>
      <AddEntry taken={Object.keys(toolPolicy.tools)} onAdd={(name) => set(name, 'approval-required')} />
    </Section>
  );
}

type RowProps = {
  name: string;
  action: PolicyAction | undefined;
  /** A tool of this gateway, and neither a wildcard nor one that is not there yet. */
  isTool: boolean;
  problem: string | undefined;
  onChange: (action: PolicyAction | undefined) => void;
};

function ToolRow({ name, action, isTool, problem, onChange }: RowProps) {
  const t = useTranslations('consolePolicy');
  const [named] = useQueryState('tool', parseAsString);
  const select = useFocusOnce<HTMLSelectElement>(named === name ? name : undefined);
  return (
    <li
      data-testid="tool-entry"
      data-name={name}
      className={cx(
        'flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-sm',
        named === name && 'bg-accent-soft',
      )}
    >
      <span className="min-w-36 flex-1 font-mono text-[0.92em] wrap-anywhere">
        {isTool ? <EntityLink entity={{ kind: 'tool', toolName: name }}>{name}</EntityLink> : name}
      </span>
      <ActionSelect
        ref={select}
        aria-label={t('actionOf', { tool: name })}
        aria-invalid={problem !== undefined}
        value={action}
        none={t('noEntry')}
        onChange={onChange}
        className="max-w-44"
      />
      <IconButton
        label={t('removeEntry', { tool: name })}
        disabled={action === undefined}
        onClick={() => onChange(undefined)}
      >
        <X aria-hidden className="size-4" />
      </IconButton>
      {name === COMMAND_TOOL && action === 'allow' ? (
        <p className="w-full text-xs text-attention">{t('allowsShell')}</p>
      ) : null}
      {problem === undefined ? null : (
        <p role="alert" className="w-full text-xs text-danger">
          {problem}
        </p>
      )}
    </li>
  );
}

function AddEntry({ taken, onAdd }: { taken: readonly string[]; onAdd: (name: string) => void }) {
  const t = useTranslations('consolePolicy');
  const [name, setName] = useState('');
  const isTaken = taken.includes(name.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() === '' || isTaken) return;
    onAdd(name.trim());
    setName('');
  };
  return (
    <form onSubmit={submit} className="flex max-w-md items-end gap-2">
      <Field label={t('newEntry')} className="min-w-0 flex-1" {...(isTaken ? { error: t('entryTaken') } : {})}>
        {(control) => (
          <TextInput
            {...control}
            value={name}
            placeholder="memory.*"
            autoCapitalize="off"
            spellCheck={false}
            className="font-mono"
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" disabled={name.trim() === '' || isTaken}>
        {t('addEntry')}
      </Button>
    </form>
  );
}
