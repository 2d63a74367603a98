'use client';

import { X } from 'lucide-react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button, IconButton } from '../../primitives/button.tsx';
import { TextInput } from '../../primitives/field.tsx';
import { type FieldProblem, problemAt } from './field-problem.ts';

type Props = {
  label: string;
  hint: string;
  /** What an empty list means. */
  empty: string;
  placeholder: string;
  /** What may be chosen from; anything else may be written. */
  options?: readonly string[];
  path: string;
  problem: FieldProblem | undefined;
  value: readonly string[];
  onChange: (value: string[]) => void;
};

/** A list of texts, one in each line, with what is wrong beside the one that it is about. */
export function ListField({ label, hint, empty, placeholder, options = [], path, problem, value, onChange }: Props) {
  const t = useTranslations('consolePolicy');
  const listId = `options-${path}`;
  const own = problem?.path === path ? problem.message : undefined;
  return (
    <fieldset className="min-w-0 space-y-1.5">
      <legend className="text-xs font-medium text-ink-soft">{label}</legend>
      <p className="text-xs text-ink-soft">{hint}</p>
      {value.length === 0 ? <p className="text-sm">{empty}</p> : null}
      <datalist id={listId}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
      {value.map((item, at) => {
        const error = problemAt(problem, `${path}.${at}`);
        const name = t('itemOf', { list: label, place: at + 1 });
        return (
          // An item is its place while it is written.
          <div key={at}>
            <div className="flex gap-1">
              <TextInput
                aria-label={name}
                aria-invalid={error !== undefined}
                value={item}
                list={listId}
                placeholder={placeholder}
                autoCapitalize="off"
                spellCheck={false}
                className="font-mono"
                onChange={(event) => onChange(value.with(at, event.target.value))}
              />
              <IconButton label={t('removeItem', { item: name })} onClick={() => onChange(value.toSpliced(at, 1))}>
                <X aria-hidden className="size-4" />
              </IconButton>
            </div>
            {error === undefined ? null : (
              <p role="alert" className="text-xs text-danger">
                {error}
              </p>
            )}
          </div>
        );
      })}
      {own === undefined ? null : (
        <p role="alert" className="text-xs text-danger">
          {own}
        </p>
      )}
      <Button size="small" aria-label={t('addTo', { list: label })} onClick={() => onChange([...value, ''])}>
        {t('addItem')}
      </Button>
    </fieldset>
  );
}
