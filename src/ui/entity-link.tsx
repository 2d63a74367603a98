'use client';

import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from './i18n/locale-provider.tsx';
import { cx } from './primitives/cx.ts';

/** What pages of the console speak of. A run is shown in its session; a trace is what the audit trail says of it. */
export type Entity =
  | { kind: 'session'; sessionId: string }
  | { kind: 'run'; runId: string; sessionId: string }
  | { kind: 'approval'; approvalId: string }
  | { kind: 'tool'; toolName: string }
  | { kind: 'model'; model: string }
  | { kind: 'trace'; traceId: string }
  /** The policy in force, or what it says of a tool or in a rule. */
  | { kind: 'policy'; toolName?: string; ruleId?: string }
  | { kind: 'audit'; filter: Readonly<Record<string, string>> };

/** Where an entity is looked at. Filters are named as the parameters of the protocol's methods are. */
export function entityPath(entity: Entity): string {
  switch (entity.kind) {
    case 'session':
      return `/console/sessions/${encodeURIComponent(entity.sessionId)}`;
    case 'run':
      return withQuery(`/console/sessions/${encodeURIComponent(entity.sessionId)}`, { run: entity.runId });
    case 'approval':
      return `/approve/${encodeURIComponent(entity.approvalId)}`;
    case 'tool':
      return withQuery('/console/models', { view: 'tools', tool: entity.toolName });
    case 'model':
      return withQuery('/console/models', { model: entity.model });
    case 'trace':
      return withQuery('/console/audit', { traceId: entity.traceId });
    case 'policy':
      return withQuery('/console/policy', {
        ...(entity.toolName === undefined ? {} : { tool: entity.toolName }),
        ...(entity.ruleId === undefined ? {} : { rule: entity.ruleId }),
      });
    case 'audit':
      return withQuery('/console/audit', entity.filter);
  }
}

type Props = {
  entity: Entity;
  /** Instead of the end of the id, which is what tells ids apart. */
  children?: ReactNode;
  className?: string;
};

/** A link to an entity, wherever it is named. */
export function EntityLink({ entity, children, className }: Props) {
  const t = useTranslations('console.entities');
  const id = idOf(entity);
  return (
    <Link
      href={entityPath(entity)}
      prefetch={false}
      title={id}
      className={cx('text-accent underline decoration-accent/40 underline-offset-2 hover:decoration-accent', className)}
    >
      {children ?? <Id kind={t(entity.kind)} id={id} />}
    </Link>
  );
}

/** What is read out begins with the kind and has in it what is seen; the whole id is the description. */
function Id({ kind, id }: { kind: string; id: string | undefined }) {
  if (id === undefined) return kind;
  return (
    <>
      <span className="sr-only">{kind}</span> <span className="font-mono text-[0.92em]">{shortId(id)}</span>
    </>
  );
}

/** The end of an id: ids begin with their kind and the time, which neighbours share. */
export function shortId(id: string): string {
  return id.length <= 10 ? id : `…${id.slice(-8)}`;
}

function idOf(entity: Entity): string | undefined {
  switch (entity.kind) {
    case 'session':
      return entity.sessionId;
    case 'run':
      return entity.runId;
    case 'approval':
      return entity.approvalId;
    case 'tool':
      return entity.toolName;
    case 'model':
      return entity.model;
    case 'trace':
      return entity.traceId;
    case 'policy':
      return entity.ruleId ?? entity.toolName;
    case 'audit':
      return undefined;
  }
}

function withQuery(path: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? path : `${path}?${text}`;
}
