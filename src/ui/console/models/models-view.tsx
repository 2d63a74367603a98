'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { useFormatter } from 'use-intl';
import type { Policy } from '../../../protocol/entities.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';
import { cx } from '../../primitives/cx.ts';
import { Empty } from '../../primitives/page-state.tsx';
import { Cell, Table } from '../../primitives/table.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Section } from '../section.tsx';
import { type ModelReport, roleOf } from './model-roles.ts';
import { ModelTrial } from './model-trial.tsx';

/** Servers come and go without an event: their state is asked for while the page is looked at. */
const EVERY_MS = 30_000;

type Provider = MethodResult<'models.list'>['providers'][number];
type Facts = { sessionModel: string; policy: Policy | undefined };

export function ModelsView() {
  const t = useTranslations('consoleModels');
  const models = useCall('models.list', {}, { everyMs: EVERY_MS });
  const policy = useCall('policy.get', {}, { everyMs: EVERY_MS }).data;
  return (
    <Snapshot query={models} lines={6}>
      {({ providers, sessionModel }) => (
        <div className="space-y-6">
          <p className="text-sm text-ink-soft">
            {t('answers', { model: sessionModel })}{' '}
            <EntityLink entity={{ kind: 'policy' }}>{t('changeInPolicy')}</EntityLink>
          </p>
          {providers.length === 0 ? <Empty title={t('noProviders')}>{t('noProvidersHint')}</Empty> : null}
          {providers.map((provider) => (
            <ProviderSection key={provider.name} provider={provider} facts={{ sessionModel, policy }} />
          ))}
        </div>
      )}
    </Snapshot>
  );
}

const STATUS: Record<Provider['status'], Tone> = { ready: 'success', unreachable: 'danger', no_key: 'plain' };

function ProviderSection({ provider, facts }: { provider: Provider; facts: Facts }) {
  const t = useTranslations('consoleModels');
  const { name, kind, status, reason, models } = provider;
  return (
    <Section
      title={name}
      actions={
        <span className="flex items-center gap-2 text-xs text-ink-soft">
          {t(`kinds.${kind}`)}
          <Badge tone={STATUS[status]}>{t(`status.${status}`)}</Badge>
        </span>
      }
    >
      {reason === undefined ? null : <p className="text-sm wrap-anywhere text-ink-soft">{reason}</p>}
      {models.length === 0 ? null : (
        <Table
          label={t('modelsOf', { provider: name })}
          head={[t('model'), t('role'), t('window'), t('output'), t('abilities'), t('price'), t('trial')]}
        >
          {models.map((model) => (
            <ModelRow key={model.model} model={model} facts={facts} ready={status === 'ready'} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function ModelRow({ model, facts, ready }: { model: ModelReport; facts: Facts; ready: boolean }) {
  const t = useTranslations('consoleModels');
  const format = useFormatter();
  const [named] = useQueryState('model', parseAsString);
  const isNamed = named === model.model;
  return (
    <tr
      // Whoever followed a link to this model sees which one it is.
      ref={(row) => {
        if (isNamed) row?.scrollIntoView({ block: 'nearest' });
      }}
      className={cx(isNamed && 'bg-accent-soft')}
    >
      <Cell className="min-w-40 font-mono text-xs leading-6 wrap-anywhere">{model.model}</Cell>
      <Cell>
        <Role model={model} facts={facts} />
      </Cell>
      <Cell className="tabular-nums">{format.number(model.contextWindow)}</Cell>
      <Cell className="tabular-nums">{format.number(model.maxOutputTokens)}</Cell>
      <Cell>
        <span className="flex flex-wrap gap-1">
          {model.tools ? <Badge>{t('tools')}</Badge> : null}
          {model.vision ? <Badge>{t('vision')}</Badge> : null}
        </span>
      </Cell>
      <Cell className="min-w-36">
        <Price price={model.price} />
      </Cell>
      <Cell className="min-w-44">
        <ModelTrial model={model.model} possible={ready && model.allowed} />
      </Cell>
    </tr>
  );
}

function Role({ model, facts }: { model: ModelReport; facts: Facts }) {
  const t = useTranslations('consoleModels');
  const role = roleOf(model, facts);
  switch (role.role) {
    case 'primary':
      return <Badge tone="accent">{t('primary')}</Badge>;
    case 'fallback':
      return <Badge tone="accent">{t('fallback', { place: role.place })}</Badge>;
    case 'allowed':
      return <Badge>{t('allowed')}</Badge>;
    case 'forbidden':
      return <Badge tone="danger">{t('forbidden')}</Badge>;
  }
}

/** What a million tokens cost, and how that is known. */
function Price({ price }: { price: ModelReport['price'] }) {
  const t = useTranslations('consoleModels');
  const format = useFormatter();
  if (price === undefined) return <span className="text-xs text-ink-soft">{t('priceUnknown')}</span>;
  if (price.input === 0 && price.output === 0) return <span className="text-xs text-ink-soft">{t('priceNone')}</span>;
  const usd = (amount: number): string => format.number(amount, { style: 'currency', currency: 'USD' });
  return (
    <span className="block text-xs">
      <span className="block tabular-nums">{t('prices', { input: usd(price.input), output: usd(price.output) })}</span>
      {price.long === undefined ? null : (
        <span className="block tabular-nums">
          {t('pricesLong', {
            tokens: price.long.aboveTokens,
            input: usd(price.long.input),
            output: usd(price.long.output),
          })}
        </span>
      )}
      <span className="text-ink-soft">{t('priceSource')}</span>
    </span>
  );
}
