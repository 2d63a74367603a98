'use client';

import { useState } from 'react';
import type { ResolveApproval } from '../../chat/approval-card.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Dialog } from '../../primitives/dialog.tsx';
import { Field, TextArea } from '../../primitives/field.tsx';
import { type Rejections, rejectAll } from './reject-all.ts';

type Props = {
  /** Those that are rejected; what is here when the dialog opens, whatever is chosen later. */
  ids: readonly string[];
  resolve: ResolveApproval;
  onDone: (result: Rejections) => void;
  onClose: () => void;
};

/** One reason for several approvals, and afterwards what became of each. */
export function RejectDialog({ ids, resolve, onDone, onClose }: Props) {
  const t = useTranslations('consoleApprovals');
  const tc = useTranslations('common');
  const [chosen] = useState(ids);
  const [comment, setComment] = useState('');
  const [done, setDone] = useState<number>();
  const [result, setResult] = useState<Rejections>();
  const count = chosen.length;
  const busy = done !== undefined && result === undefined;
  const reject = async (): Promise<void> => {
    setDone(0);
    const all = await rejectAll(resolve, { ids: chosen, comment: comment.trim(), onProgress: setDone });
    setResult(all);
    onDone(all);
  };
  return (
    <Dialog
      open
      onOpenChange={() => {
        // What is on its way cannot be taken back, and its result is said here.
        if (!busy) onClose();
      }}
      size="small"
      title={t('rejectTitle', { count })}
      description={result === undefined ? t('rejectHint') : undefined}
    >
      {result === undefined ? (
        <form
          className="space-y-4"
          onSubmit={(event) => {
            event.preventDefault();
            void reject();
          }}
        >
          <Field label={t('reason')}>
            {(control) => (
              <TextArea
                {...control}
                rows={3}
                maxLength={2000}
                disabled={busy}
                value={comment}
                onChange={(event) => setComment(event.target.value)}
              />
            )}
          </Field>
          <div className="flex flex-wrap items-center gap-2">
            <Button type="submit" tone="danger" disabled={busy}>
              {t('reject', { count })}
            </Button>
            <Button tone="ghost" disabled={busy} onClick={onClose}>
              {tc('cancel')}
            </Button>
            <span role="status" className="text-sm text-ink-soft tabular-nums">
              {busy ? t('rejecting', { done, count }) : ''}
            </span>
          </div>
        </form>
      ) : (
        <div className="space-y-4">
          <Result result={result} />
          {/* The button that had the focus is gone. */}
          <Button ref={(button) => button?.focus()} onClick={onClose}>
            {t('done')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function Result({ result: { rejected, already, failed } }: { result: Rejections }) {
  const t = useTranslations('consoleApprovals');
  return (
    <div role="status">
      <ul className="space-y-1 text-sm">
        <li>{t('rejected', { count: rejected.length })}</li>
        {already.length === 0 ? null : <li>{t('already', { count: already.length })}</li>}
        {Object.entries(failed).map(([code, count]) => (
          <li key={code} className="text-danger">
            {t('failed', { count, code: code === 'unreachable' ? t('unreachable') : code })}
          </li>
        ))}
      </ul>
    </div>
  );
}
