'use client';

import { Command } from 'cmdk';
import { Check, Eye } from 'lucide-react';
import { useFormatter } from 'use-intl';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { Dialog } from '../../primitives/dialog.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { useCall } from '../../use-call.ts';

type Provider = MethodResult<'models.list'>['providers'][number];
type Model = Provider['models'][number];

type Props = {
  /** The one that answers now. */
  current: string | undefined;
  /** It was chosen; else it is the default. */
  named: boolean;
  /** When the choice takes effect, where that is not at once. */
  note: string | undefined;
  /** null: whichever is the default. */
  onChoose: (model: string | null) => void;
  onClose: () => void;
};

/** No model is called so: their names have a slash. */
const DEFAULT_VALUE = 'default';
const ROW =
  'flex min-h-11 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm data-[disabled=true]:opacity-50 data-[selected=true]:bg-line/60';

/** Whoever opened the picker types: the list comes after the layer did, and so would not get the focus by itself. */
const focus = (field: HTMLInputElement | null): void => field?.focus();

/** The models that can answer, by provider, found by typing; and who is asked when the chosen one does not answer. */
export function ModelPicker({ current, named, note, onChoose, onClose }: Props) {
  const t = useTranslations('models');
  const { data, error, refetch } = useCall('models.list', {});
  const policy = useCall('policy.get', {});
  const fallbacks = policy.data?.modelPolicy.fallbacks.filter((model) => model !== current) ?? [];
  return (
    <Dialog open onOpenChange={onClose} title={t('title')} {...(note === undefined ? {} : { description: note })}>
      {data ? (
        <Command label={t('title')} className="space-y-3" defaultValue={named ? (current ?? '') : DEFAULT_VALUE}>
          <Command.Input
            ref={focus}
            placeholder={t('search')}
            className="h-9 w-full rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-ink-soft"
          />
          <Command.List label={t('title')} className="max-h-[50dvh] overflow-y-auto">
            <Command.Empty className="px-2 py-6 text-center text-sm text-ink-soft">{t('none')}</Command.Empty>
            <DefaultRow model={data.sessionModel} chosen={!named} onChoose={() => onChoose(null)} />
            {data.providers.map((provider) => (
              <Command.Group key={provider.name} heading={<ProviderHead provider={provider} />}>
                {provider.models.map((model) => (
                  <ModelRow
                    key={model.model}
                    model={model}
                    provider={provider}
                    chosen={named && model.model === current}
                    isDefault={model.model === data.sessionModel}
                    onChoose={() => onChoose(model.model)}
                  />
                ))}
              </Command.Group>
            ))}
          </Command.List>
        </Command>
      ) : error ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <Loading />
      )}
      <p className="mt-3 border-t border-line pt-3 text-xs text-ink-soft">
        {fallbacks.length > 0 ? t('fallbacks', { models: fallbacks.join(', ') }) : t('noFallbacks')}
      </p>
    </Dialog>
  );
}

const HEALTH = { ready: 'success', unreachable: 'danger', no_key: 'attention' } as const;

function ProviderHead({ provider: { name, status, reason } }: { provider: Provider }) {
  const t = useTranslations('models');
  return (
    <span className="flex items-center gap-2 px-2 pt-2 pb-1 text-xs text-ink-soft">
      <span className="font-medium text-ink">{name}</span>
      <Badge tone={HEALTH[status]}>{t(`health.${status}`)}</Badge>
      {reason === undefined ? null : <span className="min-w-0 truncate">{reason}</span>}
    </span>
  );
}

/** No choice: whoever answers where nobody chose, also when that changes. */
function DefaultRow({ model, chosen, onChoose }: { model: string; chosen: boolean; onChoose: () => void }) {
  const t = useTranslations('models');
  return (
    <Command.Item value={DEFAULT_VALUE} keywords={[t('default')]} onSelect={onChoose} className={ROW}>
      <Mark chosen={chosen} />
      <span className="min-w-0 flex-1">
        <span className="block truncate">{t('useDefault', { model })}</span>
        <span className="block truncate text-xs text-ink-soft">{t('useDefaultHint')}</span>
      </span>
    </Command.Item>
  );
}

function Mark({ chosen }: { chosen: boolean }) {
  const t = useTranslations('models');
  return (
    <span className="size-4 shrink-0">{chosen ? <Check className="size-4" aria-label={t('chosen')} /> : null}</span>
  );
}

type RowProps = { model: Model; provider: Provider; chosen: boolean; isDefault: boolean; onChoose: () => void };

function ModelRow({ model, provider, chosen, isDefault, onChoose }: RowProps) {
  const t = useTranslations('models');
  const format = useFormatter();
  const window = format.number(model.contextWindow, { notation: 'compact' });
  return (
    <Command.Item
      value={model.model}
      disabled={!model.allowed || provider.status !== 'ready'}
      onSelect={onChoose}
      className={ROW}
    >
      <Mark chosen={chosen} />
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span className="truncate">{model.model.slice(provider.name.length + 1)}</span>
          {isDefault ? <Badge>{t('default')}</Badge> : null}
          {model.vision ? <Eye className="size-3.5 shrink-0 text-ink-soft" aria-label={t('vision')} /> : null}
        </span>
        <span className="block truncate text-xs text-ink-soft">
          {model.allowed ? `${t('window', { tokens: window })} · ` : `${t('notAllowed')} · `}
          <Price price={model.price} />
        </span>
      </span>
    </Command.Item>
  );
}

function Price({ price }: { price: Model['price'] }) {
  const t = useTranslations('models');
  const format = useFormatter();
  if (!price) return t('priceUnknown');
  if (price.input === 0 && price.output === 0) return t('free');
  const usd = (value: number): string => format.number(value, { style: 'currency', currency: 'USD' });
  return t('price', { input: usd(price.input), output: usd(price.output) });
}
