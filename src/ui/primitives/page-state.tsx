'use client';

import type { ReactNode } from 'react';
import { toCallFailure } from '../../client/call-failure.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';

/** Lines where something will be: nothing jumps when it comes. */
export function Loading({ lines = 4 }: { lines?: number }) {
  const t = useTranslations('common');
  return (
    <div role="status" aria-label={t('loading')} className="space-y-2">
      {Array.from({ length: lines }, (_, index) => (
        <div key={index} className="h-9 animate-pulse rounded-md bg-line/50" />
      ))}
    </div>
  );
}

/** There is nothing, and what one can do about it. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="mx-auto max-w-md space-y-2 px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children === undefined ? null : <div className="text-sm text-ink-soft">{children}</div>}
    </div>
  );
}

/** Why it could not be shown, the trace to look it up by, and another try. Without an answer of the gateway: that it is away. */
export function Failed({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useTranslations('common');
  const errorText = useErrorText();
  const { refusal } = toCallFailure(error);
  return (
    <div role="alert" className="space-y-2 rounded-lg border border-danger-line bg-danger-soft px-4 py-3 text-sm">
      <p className="text-danger">{refusal ? errorText(refusal) : t('unreachable')}</p>
      {refusal && refusal.message !== errorText(refusal) ? <p className="wrap-anywhere">{refusal.message}</p> : null}
      <div className="flex flex-wrap items-center gap-2 text-xs text-ink-soft">
        {onRetry ? (
          <Button size="small" onClick={onRetry}>
            {t('retry')}
          </Button>
        ) : null}
        {refusal ? (
          <span className="flex items-center gap-1 font-mono">
            {refusal.code} · {refusal.traceId}
            <CopyButton label={t('copyTrace')} text={refusal.traceId} />
          </span>
        ) : null}
      </div>
    </div>
  );
}
