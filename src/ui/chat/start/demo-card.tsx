'use client';

import { RefreshCw } from 'lucide-react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { CopyButton } from '../../primitives/copy-button.tsx';
import { Failed, Loading } from '../../primitives/page-state.tsx';
import { useCall } from '../../use-call.ts';
import { ProviderRow } from './provider-row.tsx';

/** Where local servers are looked for, docs/config.md OPENFOAL_DISCOVER_MODELS. */
const LOCAL_SERVERS = [
  { name: 'Ollama', port: 11_434 },
  { name: 'llama.cpp', port: 8_080 },
  { name: 'vLLM', port: 8_000 },
  { name: 'LM Studio', port: 1_234 },
] as const;

/** That nobody thinks here yet, and how to change that. There is no field for a key: keys never pass through a page. */
export function DemoCard({ onSend }: { onSend: (text: string) => void }) {
  const t = useTranslations('start');
  const td = useTranslations('demo');
  const models = useCall('models.list', {});
  const help = td('suggestion');
  return (
    <section aria-labelledby="demo-title" className="overflow-hidden rounded-lg border border-line bg-surface text-sm">
      <div className="space-y-2 border-b border-attention-line bg-attention-soft px-4 py-3">
        <h3 id="demo-title" className="font-semibold text-attention">
          {t('demoTitle')}
        </h3>
        <p>{t('demoText')}</p>
        <Button size="small" onClick={() => onSend(help)}>
          {t('demoHelp', { word: help })}
        </Button>
      </div>
      <div className="grid gap-4 px-4 py-3 sm:grid-cols-2">
        <div className="min-w-0 space-y-2">
          <h4 className="font-medium">{t('keyTitle')}</h4>
          <p className="text-ink-soft">{t('keyText')}</p>
          <Line text="ANTHROPIC_API_KEY=… openfoal start" />
          <Line text="OPENAI_API_KEY=… openfoal start" />
          <p className="text-xs text-ink-soft">{t('keyNote')}</p>
        </div>
        <div className="min-w-0 space-y-2">
          <h4 className="font-medium">{t('localTitle')}</h4>
          <p className="text-ink-soft">{t('localText')}</p>
          <ul className="grid grid-cols-2 gap-x-3 text-xs">
            {LOCAL_SERVERS.map(({ name, port }) => (
              <li key={name} className="flex justify-between gap-2">
                {name} <code className="font-mono text-ink-soft tabular-nums">:{port}</code>
              </li>
            ))}
          </ul>
          <p className="text-xs text-ink-soft">{t('localOther')}</p>
          <Line text="OPENAI_BASE_URL=http://127.0.0.1:9000/v1 openfoal start" />
        </div>
        <p className="text-xs text-ink-soft sm:col-span-2">{t('choose')}</p>
      </div>
      <div className="space-y-2 border-t border-line px-4 py-3">
        <div className="flex items-center gap-2">
          <h4 className="flex-1 font-medium">{t('found')}</h4>
          <Button size="small" disabled={models.isFetching} onClick={() => void models.refetch()}>
            <RefreshCw aria-hidden className="size-3.5" />
            {t('again')}
          </Button>
        </div>
        {models.error ? <Failed error={models.error} onRetry={() => void models.refetch()} /> : null}
        {models.data === undefined && !models.error ? <Loading lines={2} /> : null}
        <ul className="divide-y divide-line">
          {models.data?.providers.map((provider) => (
            <ProviderRow key={provider.name} provider={provider} />
          ))}
        </ul>
      </div>
    </section>
  );
}

function Line({ text }: { text: string }) {
  const t = useTranslations('start');
  return (
    <div className="flex items-center gap-1 rounded-md bg-sunken py-1 pr-1 pl-2">
      <code className="min-w-0 flex-1 overflow-x-auto font-mono text-xs whitespace-nowrap" tabIndex={0}>
        {text}
      </code>
      <CopyButton label={t('copyLine')} text={text} />
    </div>
  );
}
