'use client';

import { useState } from 'react';
import { toCallFailure } from '../../../client/call-failure.ts';
import { formatDuration } from '../../../client/format-duration.ts';
import { withHiddenShown } from '../../../client/visible-text.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { Button } from '../../primitives/button.tsx';
import { Select } from '../../primitives/field.tsx';

type Provider = MethodResult<'models.list'>['providers'][number];
type Outcome = { ok: boolean; text: string; sample?: string | undefined };

const TONES = { ready: 'success', unreachable: 'danger', no_key: 'plain' } as const;

/** One provider: whether it can answer, and a try that says so for real. */
export function ProviderRow({ provider }: { provider: Provider }) {
  const t = useTranslations('start');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const { name, status, reason, models } = provider;
  const [chosen, setChosen] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome>();
  const model = models.some((each) => each.model === chosen) ? chosen : models[0]?.model;

  const test = async (): Promise<void> => {
    if (model === undefined) return;
    setBusy(true);
    setOutcome(undefined);
    try {
      const { ok, firstTokenMs, durationMs, error, sample } = await client.mutate('models.test', { model });
      const text = ok
        ? t('answered', { time: formatDuration(firstTokenMs ?? durationMs) })
        : error
          ? `${errorText(error)} ${error.message === errorText(error) ? '' : error.message}`
          : t('silent');
      setOutcome({ ok, text, sample });
    } catch (failure) {
      const { refusal } = toCallFailure(failure);
      setOutcome({ ok: false, text: refusal ? errorText(refusal) : tc('unreachable') });
    }
    setBusy(false);
  };

  return (
    <li className="space-y-1 py-2" data-testid="provider" data-provider={name}>
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">{name}</span>
        <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>
        {status === 'ready' && model !== undefined ? (
          <span className="ml-auto flex min-w-0 items-center gap-2">
            {models.length > 1 ? (
              <Select
                aria-label={t('modelOf', { provider: name })}
                value={model}
                small
                className="max-w-52 min-w-0"
                onChange={(event) => setChosen(event.target.value)}
              >
                {models.map((each) => (
                  <option key={each.model}>{each.model}</option>
                ))}
              </Select>
            ) : (
              <code className="truncate font-mono text-xs text-ink-soft">{model}</code>
            )}
            <Button size="small" disabled={busy} onClick={() => void test()}>
              {busy ? t('testing') : t('test')}
            </Button>
          </span>
        ) : null}
      </div>
      {reason === undefined || status === 'no_key' ? null : (
        <p className="text-xs text-ink-soft wrap-anywhere">{reason}</p>
      )}
      <p role="status" className={outcome?.ok ? 'text-xs text-success' : 'text-xs text-danger'}>
        {outcome?.text}
        {outcome?.sample === undefined ? null : (
          <q className="ml-1 text-ink-soft wrap-anywhere">{withHiddenShown(outcome.sample)}</q>
        )}
      </p>
    </li>
  );
}
