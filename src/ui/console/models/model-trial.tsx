'use client';

import { useState } from 'react';
import { toCallFailure } from '../../../client/call-failure.ts';
import { formatDuration } from '../../../client/format-duration.ts';
import { withHiddenShown } from '../../../client/visible-text.ts';
import type { ProtocolErrorShape } from '../../../protocol/errors.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';

type Trial =
  | { state: 'untried' | 'asking' | 'unreachable' }
  | { state: 'told'; result: MethodResult<'models.test'> }
  | { state: 'refused'; error: ProtocolErrorShape };

/** Asks the model for one word, for real, and says how that went. */
export function ModelTrial({ model, possible }: { model: string; possible: boolean }) {
  const t = useTranslations('consoleModels');
  const { client } = useGateway();
  const [trial, setTrial] = useState<Trial>({ state: 'untried' });
  const test = async (): Promise<void> => {
    setTrial({ state: 'asking' });
    try {
      setTrial({ state: 'told', result: await client.mutate('models.test', { model }) });
    } catch (failure) {
      const { refusal } = toCallFailure(failure);
      setTrial(refusal ? { state: 'refused', error: refusal } : { state: 'unreachable' });
    }
  };
  return (
    <span className="flex flex-col items-start gap-1">
      <Button
        size="small"
        disabled={!possible || trial.state === 'asking'}
        aria-label={t('testModel', { model })}
        onClick={() => void test()}
      >
        {trial.state === 'asking' ? t('testing') : t('test')}
      </Button>
      <span role="status" data-testid="trial" data-state={trial.state} className="text-xs wrap-anywhere">
        <Outcome trial={trial} />
      </span>
    </span>
  );
}

function Outcome({ trial }: { trial: Trial }) {
  const t = useTranslations('consoleModels');
  const tc = useTranslations('common');
  switch (trial.state) {
    case 'untried':
    case 'asking':
      return null;
    case 'unreachable':
      return <span className="text-danger">{tc('unreachable')}</span>;
    case 'refused':
      return <Problem error={trial.error} />;
    case 'told': {
      const { ok, error, durationMs, firstTokenMs, usage, sample } = trial.result;
      if (!ok)
        return error === undefined ? <span className="text-danger">{t('silent')}</span> : <Problem error={error} />;
      return (
        <span className="text-success">
          {t('answered', { duration: formatDuration(durationMs) })}
          {firstTokenMs === undefined ? null : ` ${t('answeredFirst', { duration: formatDuration(firstTokenMs) })}`}
          {usage === undefined
            ? null
            : ` ${t('answeredTokens', { input: usage.inputTokens, output: usage.outputTokens })}`}
          {sample === undefined ? null : (
            <q data-testid="sample" className="mt-0.5 block max-w-72 text-ink-soft">
              {withHiddenShown(sample)}
            </q>
          )}
        </span>
      );
    }
  }
}

/** What it said itself, because that names the key, the address or the quota; then what to do. */
function Problem({ error }: { error: ProtocolErrorShape }) {
  const errorText = useErrorText();
  const text = errorText(error);
  return (
    <span className="block space-y-0.5 text-danger">
      <span className="block">
        {text} ({error.code})
      </span>
      {error.message === text ? null : <span className="block">{error.message}</span>}
      {error.hint === undefined ? null : <span className="block text-ink-soft">{error.hint}</span>}
    </span>
  );
}
