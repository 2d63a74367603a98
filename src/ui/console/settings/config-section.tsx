'use client';

import { parseAsBoolean, useQueryState } from 'nuqs';
import type { Setting } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { Cell, Table } from '../../primitives/table.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Section } from '../section.tsx';

/** The settings that the gateway was started with. They change with its next start only. */
export function ConfigSection() {
  const t = useTranslations('consoleSettings');
  const query = useCall('system.config', {});
  const [onlySet, setOnlySet] = useQueryState('set', parseAsBoolean.withDefault(false));
  return (
    <Section
      title={t('config')}
      actions={
        <label className="flex items-center gap-2 text-sm text-ink-soft">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            checked={onlySet}
            onChange={(event) => void setOnlySet(event.target.checked || null)}
          />
          {t('onlySet')}
        </label>
      }
    >
      <p className="text-sm text-ink-soft">{t('configHint')}</p>
      <Snapshot query={query} lines={6}>
        {({ settings }) => (
          <Table label={t('config')} head={[t('name'), t('value'), t('source')]}>
            {settings
              .filter(({ source }) => !onlySet || source !== 'default')
              .map((setting) => (
                <Row key={setting.name} setting={setting} />
              ))}
          </Table>
        )}
      </Snapshot>
    </Section>
  );
}

function Row({ setting }: { setting: Setting }) {
  const t = useTranslations('consoleSettings');
  const { name, description, source, value } = setting;
  return (
    <tr data-testid="setting">
      <Cell className="min-w-56">
        <span className="block font-mono text-xs leading-5">{name}</span>
        <span lang="en" className="block text-xs text-ink-soft">
          {description}
        </span>
      </Cell>
      <Cell className="min-w-40 font-mono text-xs leading-5 wrap-anywhere">
        <Value setting={setting} />
        {value === '' && !setting.secret ? <span className="font-sans text-ink-soft">{t('nothing')}</span> : null}
      </Cell>
      <Cell>
        <Badge tone={source === 'environment' ? 'accent' : 'plain'}>{t(`sources.${source}`)}</Badge>
      </Cell>
    </tr>
  );
}

function Value({ setting: { secret, value } }: { setting: Setting }) {
  const t = useTranslations('consoleSettings');
  if (!secret) return value;
  return (
    <span className="font-sans">
      {t(value === 'set' ? 'secretSet' : 'secretNotSet')} <Badge>{t('secret')}</Badge>
    </span>
  );
}
