'use client';

import { Ellipsis } from 'lucide-react';
import { memo, useState } from 'react';
import type { FailureItem } from '../../client/fold/transcript.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { Button, IconButton } from '../primitives/button.tsx';
import { CopyButton } from '../primitives/copy-button.tsx';
import { Menu, MenuItem } from '../primitives/menu.tsx';
import { type FailureAction, failureActions } from './failure-actions.ts';

type Props = {
  item: FailureItem;
  onContinue: (runId: string) => Promise<void>;
  /** Chooses another model and goes on with it. */
  onOtherModel: (runId: string) => void;
};

/** How a run ended when it did not end well: the cause, what to do, and the number under which it is in the log. */
export const FailureCard = memo(function FailureCard({ item, onContinue, onOtherModel }: Props) {
  const t = useTranslations('failure');
  const errorText = useErrorText();
  const { error, runId } = item;
  if (item.status === 'aborted') {
    return (
      <p data-testid="run-stopped" className="flex items-center gap-3 text-sm text-ink-soft">
        {t('stopped')}
        {item.resumable ? <Continue onContinue={() => onContinue(runId)} /> : null}
      </p>
    );
  }
  return (
    <section
      aria-label={t('failed')}
      data-testid="failure-card"
      className="space-y-2 rounded-lg border border-danger-line bg-danger-soft px-3 py-2.5 text-sm"
    >
      <p className="font-medium text-danger">{t('failed')}</p>
      <p>{errorText(error)}</p>
      <Details item={item} />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-ink-soft">
        <span className="flex min-w-0 items-center gap-1">
          {t('trace')}: <code className="font-mono wrap-anywhere">{error.traceId}</code>
          <CopyButton label={t('copyTrace')} text={error.traceId} />
        </span>
        <code className="font-mono">{error.code}</code>
        {item.resumable ? (
          <Actions
            actions={failureActions(error)}
            onContinue={() => onContinue(runId)}
            onOtherModel={() => onOtherModel(runId)}
          />
        ) : null}
      </div>
    </section>
  );
});

type ActionsProps = {
  actions: ReturnType<typeof failureActions>;
  onContinue: () => Promise<void>;
  onOtherModel: () => void;
};

/** One button, for what helps most; what else there is to do is behind it, in a menu. */
function Actions({ actions: [first, ...others], onContinue, onOtherModel }: ActionsProps) {
  const t = useTranslations('failure');
  const does: Record<FailureAction, () => void> = { continue: () => void onContinue(), otherModel: onOtherModel };
  return (
    <span className="ml-auto flex items-center gap-1">
      {first === 'continue' ? (
        <Continue onContinue={onContinue} />
      ) : (
        <Button size="small" onClick={onOtherModel}>
          {t('otherModel')}
        </Button>
      )}
      {others.length === 0 ? null : (
        <Menu
          trigger={
            <IconButton label={t('more')} size="tiny">
              <Ellipsis aria-hidden className="size-4" />
            </IconButton>
          }
        >
          {others.map((action) => (
            <MenuItem key={action} onSelect={does[action]}>
              {t(action)}
            </MenuItem>
          ))}
        </Menu>
      )}
    </span>
  );
}

function Details({ item }: { item: FailureItem }) {
  const t = useTranslations('failure');
  const errorText = useErrorText();
  const { message, hint, details } = item.error;
  const said = [message === errorText(item.error) ? '' : message, hint ?? ''].filter((line) => line !== '');
  if (said.length === 0 && !details) return null;
  return (
    <details className="text-xs text-ink-soft">
      <summary className="w-fit cursor-pointer rounded hover:text-ink">{t('details')}</summary>
      {said.map((line) => (
        <p key={line} className="mt-1 wrap-anywhere">
          {line}
        </p>
      ))}
      {details ? (
        <pre tabIndex={0} className="mt-1 max-h-60 overflow-auto font-mono whitespace-pre-wrap wrap-anywhere">
          {JSON.stringify(details, null, 2)}
        </pre>
      ) : null}
    </details>
  );
}

function Continue({ onContinue }: { onContinue: () => Promise<void> }) {
  const t = useTranslations('failure');
  const [busy, setBusy] = useState(false);
  const go = async (): Promise<void> => {
    setBusy(true);
    await onContinue();
    setBusy(false);
  };
  return (
    <Button size="small" disabled={busy} onClick={() => void go()}>
      {t('continue')}
    </Button>
  );
}
