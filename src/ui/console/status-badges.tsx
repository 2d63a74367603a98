'use client';

import type {
  Approval,
  ApprovalStatus,
  RunStatus,
  RuntimeMode,
  SessionStatus,
  SyncState,
} from '../../protocol/entities.ts';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../primitives/badge.tsx';

const SESSION: Record<SessionStatus, Tone> = { idle: 'plain', running: 'accent', waiting_approval: 'attention' };
const RUN: Record<RunStatus, Tone> = {
  queued: 'plain',
  accepted: 'accent',
  running: 'accent',
  waiting_approval: 'attention',
  completed: 'success',
  failed: 'danger',
  aborted: 'plain',
};
const SYNC: Record<SyncState, Tone> = {
  local_only: 'plain',
  syncing: 'accent',
  synced: 'success',
  conflict: 'danger',
};

const APPROVAL: Record<ApprovalStatus, Tone> = {
  pending: 'attention',
  approved: 'success',
  rejected: 'danger',
  expired: 'plain',
  superseded: 'plain',
};

export function SessionStatusBadge({ status }: { status: SessionStatus }) {
  const t = useTranslations('sessionStatus');
  return <Badge tone={SESSION[status]}>{t(status)}</Badge>;
}

export function RunStatusBadge({ status }: { status: RunStatus }) {
  const t = useTranslations('console.runStatus');
  return <Badge tone={RUN[status]}>{t(status)}</Badge>;
}

export function SyncStateBadge({ syncState }: { syncState: SyncState }) {
  const t = useTranslations('console.syncState');
  return <Badge tone={SYNC[syncState]}>{t(syncState)}</Badge>;
}

export function ModeBadge({ mode }: { mode: RuntimeMode }) {
  const t = useTranslations('mode');
  return <Badge>{t(mode)}</Badge>;
}

/** How an approval was answered, and for how much. */
export function ApprovalStatusBadge({ approval: { status, scope } }: { approval: Pick<Approval, 'status' | 'scope'> }) {
  const t = useTranslations('approval.answered');
  return (
    <Badge tone={APPROVAL[status]}>
      {t(status === 'approved' && scope === 'session' ? 'approved_session' : status)}
    </Badge>
  );
}
