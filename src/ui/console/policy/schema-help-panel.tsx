'use client';

import { useTranslations } from '../../i18n/locale-provider.tsx';
import type { JsonPath } from './json-schema.ts';
import type { Help } from './schema-help.ts';

type Props = { place: JsonPath; help: Help | undefined; known: boolean };

/** What the field that one is in means, and what it takes. */
export function SchemaHelpPanel({ place, help, known }: Props) {
  const t = useTranslations('consolePolicy.source');
  return (
    <section
      aria-label={t('help')}
      data-testid="schema-help"
      className="min-h-24 space-y-1 rounded-lg border border-line bg-sunken px-3 py-2 text-sm"
    >
      <p className="font-mono text-[0.92em] wrap-anywhere">{place.length === 0 ? t('whole') : place.join(' › ')}</p>
      {help === undefined ? (
        <p className="text-ink-soft">{known ? t('noPlace') : t('noSchema')}</p>
      ) : (
        <Meaning help={help} />
      )}
    </section>
  );
}

function Meaning({ help }: { help: Help }) {
  const t = useTranslations('consolePolicy.source');
  const { description, type, values, minimum, maximum, above, fields } = help;
  const bounds = [
    above === undefined ? undefined : `> ${above}`,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined ? undefined : `≤ ${maximum}`,
  ].filter((bound) => bound !== undefined);
  return (
    <>
      {description === undefined ? null : <p lang="en">{description}</p>}
      <p className="text-ink-soft">
        {values ? t('values', { values: values.join(', ') }) : type === undefined ? null : t('type', { type })}
        {bounds.length === 0 ? null : ` ${bounds.join(', ')}`}
      </p>
      {fields === undefined ? null : (
        <p className="text-ink-soft">
          {t('fields')}{' '}
          {fields.map(({ name, required }, at) => (
            <span key={name}>
              {at === 0 ? null : ', '}
              <code className="font-mono">{name}</code>
              {required ? null : ` (${t('optional')})`}
            </span>
          ))}
        </p>
      )}
    </>
  );
}
