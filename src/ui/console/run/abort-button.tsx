'use client';

import { Square } from 'lucide-react';
import { useState } from 'react';
import { toast } from 'sonner';
import { toCallFailure } from '../../../client/call-failure.ts';
import { shortId } from '../../entity-link.tsx';
import { useGateway } from '../../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';

/** Stops a live run, wherever it was started. The event that follows takes the button away; a refusal gives it back. */
export function AbortButton({ runId }: { runId: string }) {
  const t = useTranslations('console');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const [aborting, setAborting] = useState(false);
  const abort = async (): Promise<void> => {
    setAborting(true);
    try {
      await client.mutate('agent.abort', { runId });
    } catch (failure) {
      const { refusal } = toCallFailure(failure);
      toast.error(t('abortFailed', { reason: refusal ? errorText(refusal) : tc('unreachable') }));
      setAborting(false);
    }
  };
  return (
    <Button
      tone="danger"
      size="small"
      disabled={aborting}
      aria-label={t('abortRun', { run: shortId(runId) })}
      onClick={() => void abort()}
    >
      <Square aria-hidden className="size-3" />
      {aborting ? t('aborting') : t('abort')}
    </Button>
  );
}
