'use client';

import { consolePolicy } from '../../i18n/en/console-policy.ts';
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
  const { type, values, minimum, maximum, above, fields } = help;
  const bounds = [
    above === undefined ? undefined : `> ${above}`,
    minimum === undefined ? undefined : `≥ ${minimum}`,
    maximum === undefined ? undefined : `≤ ${maximum}`,
  ].filter((bound) => bound !== undefined);
  return (
    <>
      <Description help={help} />
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

/** In the page's language; a field that is newer than this page says it as its schema does. */
function Description({ help: { field, description } }: { help: Help }) {
  const t = useTranslations('consolePolicy.meaning');
  if (isKnown(field)) return <p>{t(field)}</p>;
  return description === undefined ? null : <p lang="en">{description}</p>;
}

const isKnown = (field: string): field is keyof typeof consolePolicy.meaning =>
  Object.hasOwn(consolePolicy.meaning, field);
