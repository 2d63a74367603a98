'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { type FormEvent, useState } from 'react';
import type { PolicyDocument } from '../../../protocol/entities.ts';
import { isDemo } from '../../chat/model-name.ts';
import { useSessionModel } from '../../chat/use-session-model.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Field, TextInput } from '../../primitives/field.tsx';
import { Section } from '../section.tsx';
import { allowRule, withRule } from './add-rule.ts';
import { formatWords, needsShell, readWords } from './command-words.ts';

type Props = { document: PolicyDocument; onChange: (document: PolicyDocument) => void };

const EXAMPLE = 'git status';
/** How the demo is told to run it so, in the language of either catalogue. */
const DEMO_LINE = `exec ${EXAMPLE}`;

/** The most frequent wish in one line: a command that is not asked about any more. It says what a rule cannot do before one tries. */
export function AllowCommand({ document, onChange }: Props) {
  const t = useTranslations('consolePolicy.command');
  const [line, setLine] = useState('');
  const [said, setSaid] = useState<string>();
  const [, setRule] = useQueryState('rule', parseAsString);
  const shell = needsShell(line);
  const demo = isDemo(useSessionModel());
  const add = (words: readonly string[]): void => {
    if (words.length === 0) return;
    const { rule, isNew } = allowRule(document, words);
    if (isNew) onChange(withRule(document, rule));
    void setRule(rule.id);
    setLine('');
    setSaid(t(isNew ? 'added' : 'known', { rule: rule.id, command: formatWords(words) }));
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!shell) add(readWords(line));
  };
  return (
    <Section title={t('title')}>
      <form onSubmit={submit} className="space-y-3 rounded-lg border border-line bg-surface p-3">
        <p className="max-w-3xl text-sm">{t('text')}</p>
        {demo ? <p className="max-w-3xl text-sm text-attention">{t('demo', { line: DEMO_LINE })}</p> : null}
        <div className="flex flex-wrap items-end gap-2">
          <Field label={t('field')} className="min-w-48 flex-1" {...(shell ? { error: t('shell') } : {})}>
            {(control) => (
              <TextInput
                {...control}
                value={line}
                placeholder={EXAMPLE}
                autoCapitalize="off"
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => setLine(event.target.value)}
              />
            )}
          </Field>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" disabled={shell || line.trim() === ''}>
            {t('add')}
          </Button>
          <Button tone="ghost" onClick={() => add(readWords(EXAMPLE))}>
            {t('example', { command: EXAMPLE })}
          </Button>
          <p role="status" className="min-w-0 flex-1 basis-60 text-sm text-success">
            {said}
          </p>
        </div>
      </form>
    </Section>
  );
}
