'use client';

import { Field, TextInput } from '../../primitives/field.tsx';

type Props = {
  label: string;
  hint?: string;
  error: string | undefined;
  value: string | undefined;
  mono?: boolean;
  /** Empty is nothing. */
  onChange: (value: string | undefined) => void;
};

/** A text of the policy, taken as it is written: a space at its end may be what a rule is about. */
export function TextField({ label, hint, error, value, mono = false, onChange }: Props) {
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} error={error}>
      {(control) => (
        <TextInput
          {...control}
          value={value ?? ''}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          className={mono ? 'font-mono' : ''}
          onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
        />
      )}
    </Field>
  );
}
