'use client';

import type { AuditOutcome } from '../../../protocol/entities.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';

const TONES: Record<AuditOutcome, Tone> = { allowed: 'plain', denied: 'danger', failed: 'attention' };

export function OutcomeBadge({ outcome }: { outcome: AuditOutcome }) {
  const t = useTranslations('consoleAudit.outcomes');
  return <Badge tone={TONES[outcome]}>{t(outcome)}</Badge>;
}
