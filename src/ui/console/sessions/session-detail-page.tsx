'use client';

import { ArrowLeft, MessageSquare } from 'lucide-react';
import Link from 'next/link';
import { useParams } from 'next/navigation';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { toCallFailure } from '../../../client/call-failure.ts';
import type { MethodResult } from '../../../protocol/methods.ts';
import { useDocumentTitle } from '../../document-title.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { CopyButton } from '../../primitives/copy-button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Tabs } from '../../primitives/tabs.tsx';
import { Ago, Moment } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Facts } from '../facts.tsx';
import { AbortButton } from '../run/abort-button.tsx';
import { useMoney } from '../run/use-money.ts';
import { ModeBadge, SessionStatusBadge, SyncStateBadge } from '../status-badges.tsx';
import { ContextUse } from './context-use.tsx';
import { SessionRuns } from './session-runs.tsx';
import { SessionTranscript } from './session-transcript.tsx';

const VIEWS = ['runs', 'transcript'] as const;

/** One session, to look at: what it is, its runs on their time axes, and its transcript without anything to press. */
export function SessionDetailPage() {
  const { sessionId } = useParams<{ sessionId: string }>();
  return <SessionDetail key={sessionId} sessionId={sessionId} />;
}

type Detail = MethodResult<'sessions.get'>;

function SessionDetail({ sessionId }: { sessionId: string }) {
  const t = useTranslations('consoleSessions');
  const query = useCall(
    'sessions.get',
    { sessionId },
    {
      staleAfter: [
        'agent.accepted',
        'agent.completed',
        'agent.failed',
        'approval.required',
        'approval.resolved',
        'session.updated',
        'runtime.mode_changed',
      ],
    },
  );
  const missing = query.data === undefined && toCallFailure(query.error).refusal?.code === 'NOT_FOUND';
  return (
    <>
      <Link
        href="/console/sessions"
        prefetch={false}
        className="inline-flex items-center gap-1 text-sm text-ink-soft hover:text-ink"
      >
        <ArrowLeft aria-hidden className="size-3.5" />
        {t('back')}
      </Link>
      {missing ? (
        <Empty title={t('missing')} />
      ) : (
        <Snapshot query={query} lines={6}>
          {(session) => (
            <>
              <Head session={session} />
              <SessionFacts session={session} />
              <Views sessionId={sessionId} />
            </>
          )}
        </Snapshot>
      )}
    </>
  );
}

function Head({ session }: { session: Detail }) {
  const t = useTranslations('consoleSessions');
  const ts = useTranslations('sidebar');
  const title = session.title || ts('untitled');
  useDocumentTitle(title);
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <h2 className="min-w-0 text-lg font-semibold wrap-anywhere">{title}</h2>
      <SessionStatusBadge status={session.status} />
      <ModeBadge mode={session.runtimeMode} />
      <SyncStateBadge syncState={session.syncState} />
      <span className="ml-auto flex flex-wrap items-center gap-2">
        {session.activeRun === undefined ? null : (
          <AbortButton key={session.activeRun.runId} runId={session.activeRun.runId} />
        )}
        <Link
          href={`/s/${encodeURIComponent(session.id)}`}
          prefetch={false}
          className="inline-flex h-7 items-center gap-1.5 rounded-md border border-line bg-surface px-2 text-xs font-medium hover:border-line-strong hover:bg-sunken"
        >
          <MessageSquare aria-hidden className="size-3.5" />
          {t('toChat')}
        </Link>
      </span>
    </div>
  );
}

function SessionFacts({ session }: { session: Detail }) {
  const t = useTranslations('consoleSessions');
  const tm = useTranslations('mode');
  const tc = useTranslations('console');
  const money = useMoney();
  const { pendingApprovals, queuedRuns, pendingRuntimeMode } = session;
  return (
    <section aria-label={t('facts')} className="space-y-3 rounded-lg border border-line bg-surface p-4">
      <Facts
        facts={[
          { label: t('model'), value: session.model ?? t('noModel') },
          {
            label: t('context'),
            value: (
              <>
                <ContextUse share={session.contextUsage} />
                <span className="text-xs text-ink-soft">
                  {t('contextTokens', { tokens: session.contextTokens, window: session.contextWindow })}
                </span>
              </>
            ),
          },
          { label: t('compactions'), value: String(session.compactionCount) },
          { label: t('cost'), value: money(session.costUsd) },
          { label: t('changed'), value: <Ago at={session.updatedAt} /> },
          { label: t('created'), value: <Moment at={session.createdAt} /> },
          { label: t('folder'), wide: true, value: <span className="font-mono text-xs">{session.folder}</span> },
          { label: t('key'), wide: true, value: <span className="font-mono text-xs">{session.sessionKey}</span> },
          {
            label: t('id'),
            wide: true,
            value: (
              <span className="flex items-start gap-1 font-mono text-xs">
                {session.id}
                <CopyButton label={tc('copyId', { name: t('id') })} text={session.id} />
              </span>
            ),
          },
          pendingRuntimeMode === undefined
            ? undefined
            : { label: t('mode'), value: t('nextMode', { mode: tm(pendingRuntimeMode) }) },
        ]}
      />
      {pendingApprovals.length === 0 ? null : (
        <p className="flex flex-wrap items-center gap-2 text-sm text-attention">
          {t('waiting', { count: pendingApprovals.length })}
          {pendingApprovals.map(({ approvalId, toolName }) => (
            <EntityLink key={approvalId} entity={{ kind: 'approval', approvalId }}>
              {toolName}
            </EntityLink>
          ))}
        </p>
      )}
      {queuedRuns.length === 0 ? null : (
        <p className="text-sm text-ink-soft">{t('queued', { count: queuedRuns.length })}</p>
      )}
    </section>
  );
}

function Views({ sessionId }: { sessionId: string }) {
  const t = useTranslations('consoleSessions');
  const [view, setView] = useQueryState('view', parseAsStringLiteral(VIEWS).withDefault('runs'));
  return (
    <Tabs
      label={t('views')}
      value={view}
      onChange={(chosen) => void setView(chosen)}
      tabs={VIEWS.map((value) => ({ value, label: t(value) }))}
    >
      {view === 'runs' ? <SessionRuns sessionId={sessionId} /> : <SessionTranscript sessionId={sessionId} />}
    </Tabs>
  );
}
