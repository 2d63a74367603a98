'use client';

import { Check, Clock, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Approval } from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { useHello } from '../use-hello.ts';

type Props = {
  approval: Approval;
  /** It was answered in this very place: whoever did it goes on from here. */
  takesFocus: boolean;
};

/**
 * What became of the question, in one quiet line. All that it says comes from the journal, so it reads the same in every tab and
 * after a reload.
 */
export function ApprovalAnswer({ approval, takesFocus }: Props) {
  const t = useTranslations('approval');
  const { status, comment } = approval;
  const who = useWho(approval);
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The question had the focus and is gone. Whoever has moved on since is left alone.
    if (takesFocus && document.activeElement === document.body) line.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const answer = status === 'approved' && approval.scope === 'session' ? 'approved_session' : status;
  const byWhom = answer === 'approved' || answer === 'approved_session' || answer === 'rejected';
  const Icon = status === 'approved' ? Check : status === 'rejected' ? X : Clock;
  return (
    <p
      ref={line}
      tabIndex={-1}
      data-testid="approval-answer"
      className="flex min-h-8 items-start gap-2 border-t border-line px-3 py-1.5 text-xs text-ink-soft -outline-offset-2"
    >
      <Icon aria-hidden className="mt-px size-3.5 shrink-0" />
      <span className="min-w-0 wrap-anywhere">
        {byWhom && who !== undefined ? t(`answeredBy.${answer}`, { who }) : t(`answered.${answer}`)}
        {comment ? t('afterAnswer', { comment }) : ''}
      </span>
    </p>
  );
}

/** Undefined until the gateway has said who this is: nobody is named first and corrected then. */
function useWho({ decidedBy }: Approval): string | undefined {
  const t = useTranslations('approval');
  const self = useHello()?.actor.id;
  return decidedBy !== undefined && decidedBy === self ? t('you') : self && decidedBy;
}
