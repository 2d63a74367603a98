'use client';

import type { PolicyDocument } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Field, Select } from '../../primitives/field.tsx';
import { Section } from '../section.tsx';
import { problemAt } from './field-problem.ts';
import type { FormPart } from './form-part.ts';
import { ListField } from './list-field.tsx';
import { NumberField } from './number-field.tsx';
import { withValue } from './with-value.ts';

type Execution = PolicyDocument['executionPolicy'];
const ACCESS = ['rw', 'ro', 'none'] as const;
const LIMITS = ['toolTimeoutMs', 'outputBytes', 'maxSteps'] as const;

/** How far tools reach, and how much they may take. */
export function ExecutionForm({ document, problem, onChange }: FormPart) {
  const t = useTranslations('consolePolicy.execution');
  const { executionPolicy } = document;
  const { network, workspaceAccess, limits } = executionPolicy;
  const set = (part: Partial<Execution>): void =>
    onChange({ ...document, executionPolicy: { ...executionPolicy, ...part } });
  return (
    <Section title={t('title')}>
      <div className="grid gap-4 rounded-lg border border-line bg-surface p-3 sm:grid-cols-2">
        <ListField
          label={t('allowHosts')}
          hint={t('allowHostsHint')}
          empty={t('allowHostsEmpty')}
          placeholder="*.example.com"
          path="executionPolicy.network.allowHosts"
          problem={problem}
          value={network.allowHosts}
          onChange={(allowHosts) => set({ network: { ...network, allowHosts } })}
        />
        <Field
          label={t('workspaceAccess')}
          hint={t('workspaceAccessHint')}
          error={problemAt(problem, 'executionPolicy.workspaceAccess')}
        >
          {(control) => (
            <Select
              {...control}
              value={workspaceAccess}
              onChange={({ target }) =>
                set({ workspaceAccess: ACCESS.find((each) => each === target.value) ?? 'none' })
              }
            >
              {ACCESS.map((access) => (
                <option key={access} value={access}>
                  {t(`access.${access}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {LIMITS.map((key) => (
          <NumberField
            key={key}
            label={t(key)}
            hint={t(`${key}Hint`)}
            error={problemAt(problem, `executionPolicy.limits.${key}`)}
            value={limits[key]}
            onChange={(value) => set({ limits: withValue(limits, key, value) })}
          />
        ))}
      </div>
    </Section>
  );
}
