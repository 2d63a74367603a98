'use client';

import { Field, TextInput } from '../../primitives/field.tsx';

type Props = {
  label: string;
  hint?: string;
  error: string | undefined;
  value: number | undefined;
  onChange: (value: number | undefined) => void;
};

export function NumberField({ label, hint, error, value, onChange }: Props) {
  return (
    <Field label={label} {...(hint === undefined ? {} : { hint })} error={error}>
      {(control) => (
        <TextInput
          {...control}
          type="number"
          step="any"
          value={value ?? ''}
          className="tabular-nums"
          onChange={({ target }) => onChange(Number.isNaN(target.valueAsNumber) ? undefined : target.valueAsNumber)}
        />
      )}
    </Field>
  );
}
