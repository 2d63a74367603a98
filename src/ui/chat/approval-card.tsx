'use client';

import { Check, Clock, X } from 'lucide-react';
import { type KeyboardEvent, type Ref, useImperativeHandle, useRef, useState } from 'react';
import type { Approval, ApprovalScope } from '../../protocol/entities.ts';
import type { ProtocolErrorShape } from '../../protocol/errors.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { isComposing } from '../is-composing.ts';
import { Button } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { shortcutOf } from '../shortcuts.ts';
import { useSingleKeys } from '../use-shortcuts.ts';
import { ApprovalDisplay } from './approval-display.tsx';
import { TimeLeft } from './time-left.tsx';

export type ApprovalAnswer = { decision: 'approve'; scope: ApprovalScope } | { decision: 'reject'; comment: string };
/** Answers what the gateway refused, or undefined when it took the answer; the event that follows takes the card away. */
export type ResolveApproval = (
  approvalId: string,
  answer: ApprovalAnswer,
) => Promise<ProtocolErrorShape | 'unreachable' | undefined>;

type Props = {
  approval: Approval;
  onResolve: ResolveApproval;
  /** The element that takes the focus for the keys. */
  ref?: Ref<HTMLDivElement | null>;
};

/**
 * The question whether exactly this may run. With the focus on it, the keys a, s and r answer. Once it is answered, here or elsewhere,
 * the answer stands where the buttons were, so that nothing below moves.
 */
export function ApprovalCard({ approval, onResolve, ref }: Props) {
  const t = useTranslations('approval');
  const tc = useTranslations('connection');
  const errorText = useErrorText();
  const [singleKeys] = useSingleKeys();
  const [rejecting, setRejecting] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const answering = useRef(false);
  const [mine, setMine] = useState(false);
  const isOpen = approval.status === 'pending';
  const card = useRef<HTMLDivElement>(null);
  useImperativeHandle<HTMLDivElement | null, HTMLDivElement | null>(ref, () => card.current);

  const answer = async (chosen: ApprovalAnswer): Promise<void> => {
    // A state would only be seen at the next drawing, and a second key can come before it.
    if (answering.current) return;
    answering.current = true;
    setBusy(true);
    const refused = await onResolve(approval.approvalId, chosen);
    if (refused === undefined) return setMine(true);
    answering.current = false;
    setBusy(false);
    if (refused === 'unreachable') setRefusal(tc('offline'));
    else setRefusal(refused.code === 'APPROVAL_ALREADY_RESOLVED' ? elsewhere(refused) : errorText(refused));
  };
  /** By whom, where the refusal names the winner. */
  const elsewhere = ({ details }: ProtocolErrorShape): string => {
    const winner = details?.decidedBy;
    return typeof winner === 'string' ? `${t('elsewhere')} ${t('by', { actor: winner })}` : t('elsewhere');
  };
  const keyed = (event: KeyboardEvent): void => {
    if (!isOpen || event.target !== event.currentTarget) return;
    const name = shortcutOf('approval', event, { singleKeysOff: !singleKeys });
    if (name === 'approveOnce') void answer({ decision: 'approve', scope: 'once' });
    else if (name === 'approveSession') void answer({ decision: 'approve', scope: 'session' });
    else if (name === 'reject') setRejecting(true);
    else return;
    event.preventDefault();
  };
  const cancel = (): void => {
    setRejecting(false);
    card.current?.focus();
  };

  return (
    // The card takes the focus, so that one key answers; every answer is a button as well.
    <div
      ref={card}
      role="group"
      aria-label={t('label', { tool: approval.toolName })}
      tabIndex={0}
      onKeyDown={keyed}
      data-testid={isOpen ? 'approval-card' : 'approval-answered'}
      className={cx(
        'space-y-3 border-t px-3 py-3 -outline-offset-2',
        isOpen ? 'border-attention-line bg-attention-soft' : 'border-line',
      )}
    >
      <p className={cx('font-medium', isOpen ? 'text-attention' : 'text-ink-soft')}>
        {t(isOpen ? 'title' : 'titleAnswered')}
      </p>
      <ApprovalDisplay display={approval.display}>
        <dt>{t('asked')}</dt>
        <dd className="wrap-anywhere">{t('rule', { rule: approval.ruleId, version: approval.policyVersion })}</dd>
        <dt>{t('timeLeft')}</dt>
        <dd className="tabular-nums">{isOpen ? <TimeLeft until={approval.expiresAt} /> : '–'}</dd>
      </ApprovalDisplay>
      {refusal === undefined || !isOpen ? null : (
        <p role="alert" className="text-danger">
          {refusal}
        </p>
      )}
      {!isOpen ? <Answered approval={approval} mine={mine} /> : null}
      {isOpen && rejecting ? (
        <RejectForm
          busy={busy}
          onReject={(comment) => void answer({ decision: 'reject', comment })}
          onCancel={cancel}
        />
      ) : null}
      {isOpen && !rejecting ? (
        <div className="flex flex-wrap gap-2">
          <Button
            tone="primary"
            disabled={busy}
            aria-keyshortcuts="a"
            onClick={() => void answer({ decision: 'approve', scope: 'once' })}
          >
            {t('approveOnce')} <Key>a</Key>
          </Button>
          <Button
            disabled={busy}
            aria-keyshortcuts="s"
            onClick={() => void answer({ decision: 'approve', scope: 'session' })}
          >
            {t('approveSession')} <Key>s</Key>
          </Button>
          <Button tone="danger" disabled={busy} aria-keyshortcuts="r" onClick={() => setRejecting(true)}>
            {t('reject')} <Key>r</Key>
          </Button>
        </div>
      ) : null}
    </div>
  );
}

/** The answer, as high as the buttons that it replaces. */
function Answered({ approval, mine }: { approval: Approval; mine: boolean }) {
  const t = useTranslations('approval');
  const { status, scope, decidedBy, comment } = approval;
  const forSession = status === 'approved' && scope === 'session';
  const good = status === 'approved';
  const Icon = good ? Check : status === 'rejected' ? X : Clock;
  return (
    <p role="status" className={cx('flex min-h-8 flex-wrap items-center gap-x-2', good ? 'text-success' : 'text-ink')}>
      <Icon aria-hidden className="size-4" />
      <span>{t(`answered.${forSession ? 'approved_session' : status}`)}</span>
      {decidedBy === undefined || mine ? null : (
        <span className="text-xs text-ink-soft wrap-anywhere">{t('elsewhereBy', { actor: decidedBy })}</span>
      )}
      {comment ? <span className="text-xs text-ink-soft wrap-anywhere">{t('because', { comment })}</span> : null}
    </p>
  );
}

function Key({ children }: { children: string }) {
  return (
    <kbd aria-hidden className="hidden rounded border border-current/40 px-1 font-mono text-[0.7rem] sm:inline">
      {children}
    </kbd>
  );
}

/** Whoever chose to reject is about to say why: the field is where they look. The same function at every drawing, so it is called once. */
const focusOnce = (field: HTMLInputElement | null): void => field?.focus();

type RejectFormProps = { busy: boolean; onReject: (comment: string) => void; onCancel: () => void };

function RejectForm({ busy, onReject, onCancel }: RejectFormProps) {
  const t = useTranslations('approval');
  const [comment, setComment] = useState('');
  return (
    <form
      className="flex flex-wrap gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        onReject(comment.trim());
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) onCancel();
      }}
    >
      <input
        ref={focusOnce}
        value={comment}
        maxLength={2000}
        onChange={(event) => setComment(event.target.value)}
        aria-label={t('reason')}
        placeholder={t('reason')}
        className="h-8 min-w-0 flex-1 basis-56 rounded-md border border-line-strong bg-surface px-2.5 text-sm placeholder:text-ink-soft"
      />
      <Button type="submit" tone="danger" disabled={busy}>
        {t('confirmReject')}
      </Button>
      <Button tone="ghost" disabled={busy} onClick={onCancel}>
        {t('cancel')}
      </Button>
    </form>
  );
}
