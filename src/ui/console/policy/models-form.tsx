'use client';

import type { PolicyDocument } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { useCall } from '../../use-call.ts';
import { Section } from '../section.tsx';
import { problemAt } from './field-problem.ts';
import type { FormPart } from './form-part.ts';
import { ListField } from './list-field.tsx';
import { NumberField } from './number-field.tsx';
import { TextField } from './text-field.tsx';
import { withValue } from './with-value.ts';

type Models = PolicyDocument['modelPolicy'];
const NUMBERS = ['timeoutMs', 'silenceMs', 'maxCostUsdPerRun', 'maxCostUsdPerDay'] as const;

/** Which models answer, for how long and for how much. */
export function ModelsForm({ document, problem, onChange }: FormPart) {
  const t = useTranslations('consolePolicy.models');
  const { modelPolicy } = document;
  const providers = useCall('models.list', {}).data?.providers ?? [];
  const options = providers.flatMap(({ models }) => models.map(({ model }) => model));
  const set = <K extends keyof Models>(key: K, value: Models[K] | undefined): void =>
    onChange({ ...document, modelPolicy: withValue(modelPolicy, key, value) });
  const lists = (['fallbacks', 'allowed'] as const).map((key) => (
    <ListField
      key={key}
      label={t(key)}
      hint={t(`${key}Hint`)}
      empty={t(`${key}Empty`)}
      placeholder="openai/gpt-5"
      options={options}
      path={`modelPolicy.${key}`}
      problem={problem}
      value={modelPolicy[key]}
      onChange={(value) => set(key, value)}
    />
  ));
  return (
    <Section title={t('title')}>
      <div className="grid gap-4 rounded-lg border border-line bg-surface p-3 sm:grid-cols-2">
        <div className="sm:col-span-2">
          <TextField
            label={t('primary')}
            hint={t('primaryHint')}
            error={problemAt(problem, 'modelPolicy.primary')}
            value={modelPolicy.primary}
            mono
            onChange={(value) => set('primary', value)}
          />
        </div>
        {lists}
        {NUMBERS.map((key) => (
          <NumberField
            key={key}
            label={t(key)}
            hint={t(`${key}Hint`)}
            error={problemAt(problem, `modelPolicy.${key}`)}
            value={modelPolicy[key]}
            onChange={(value) => set(key, value)}
          />
        ))}
      </div>
    </Section>
  );
}
