'use client';

import type { ComponentProps } from 'react';
import type { PolicyAction } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Select } from '../../primitives/field.tsx';

export const ACTIONS = ['allow', 'approval-required', 'deny'] as const satisfies readonly PolicyAction[];

type Props = Omit<ComponentProps<'select'>, 'value' | 'onChange'> & {
  value: PolicyAction | undefined;
  /** What no action is called; without it there has to be one. */
  none?: string;
  onChange: (action: PolicyAction | undefined) => void;
};

export function ActionSelect({ value, none, onChange, ...rest }: Props) {
  const t = useTranslations('consolePolicy.action');
  return (
    <Select
      value={value ?? ''}
      onChange={(event) => onChange(ACTIONS.find((action) => action === event.target.value))}
      {...rest}
    >
      {none === undefined ? null : <option value="">{none}</option>}
      {/* Written in the source and not known here: shown, so that the form does not pretend. */}
      {value === undefined || ACTIONS.includes(value) ? null : <option value={value}>{String(value)}</option>}
      {ACTIONS.map((action) => (
        <option key={action} value={action}>
          {t(action)}
        </option>
      ))}
    </Select>
  );
}
