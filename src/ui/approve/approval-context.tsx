'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { GatewayClient } from '../../client/gateway-client.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Loading } from '../primitives/page-state.tsx';
import { type WordsBefore, wordsBefore } from './words-before.ts';

type Context = WordsBefore & { title: string };

/**
 * What the approval is about: the session, what the person asked for and what the agent said before it wanted to do this; and below
 * it the question. Both come at once: buttons that move down under a finger would answer what was not read.
 */
export function ApprovalContext({ approval, children }: { approval: Approval; children: ReactNode }) {
  const t = useTranslations('approve');
  const ts = useTranslations('sidebar');
  const { client } = useGateway();
  const { data, isPending } = useQuery({
    queryKey: ['approval-context', approval.approvalId],
    queryFn: ({ signal }) => read(client, approval, signal),
    // What was said before a call does not change.
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (isPending) return <Loading />;
  if (!data) return children;
  return (
    <>
      <dl className="space-y-3 text-sm">
        <Row term={t('session')}>{data.title || ts('untitled')}</Row>
        {data.asked === undefined ? null : <Row term={t('asked')}>{data.asked}</Row>}
        {data.said === undefined ? null : <Row term={t('said')}>{data.said}</Row>}
      </dl>
      {children}
    </>
  );
}

function Row({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-soft">{term}</dt>
      <dd className="max-h-48 overflow-y-auto whitespace-pre-wrap wrap-anywhere">{children}</dd>
    </div>
  );
}

const EVENTS = 500;

/** The newest page of the journal is enough: a run that waits has said nothing since. Of an old one, what that page still has. */
async function read(client: GatewayClient, approval: Approval, signal: AbortSignal): Promise<Context> {
  const { sessionId } = approval;
  const session = await client.query('sessions.get', { sessionId }, signal);
  const page = await client.query(
    'sessions.history',
    { sessionId, beforeSeq: session.lastSeq + 1, limit: EVENTS },
    signal,
  );
  return { title: session.title, ...wordsBefore(page.events, approval) };
}
