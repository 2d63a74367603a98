'use client';

import type { Approval } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';

/** An approval that was there to be answered until somebody else answered it. */
export function AnsweredLine({ approval }: { approval: Approval }) {
  const t = useTranslations('waiting');
  const ta = useTranslations('approval');
  const { status, scope, decidedBy, toolName } = approval;
  const answer = ta(`answered.${status === 'approved' && scope === 'session' ? 'approved_session' : status}`);
  return (
    <p role="status" data-testid="answered-elsewhere" className="rounded-lg border border-line px-3 py-2 text-ink-soft">
      <span className="font-medium text-ink">{toolName}</span>{' '}
      {t('answeredElsewhere', {
        answer: decidedBy === undefined ? answer : t('answeredBy', { answer, who: decidedBy }),
      })}
    </p>
  );
}
