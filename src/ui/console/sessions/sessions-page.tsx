'use client';

import type { Session } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Field, Select, TextInput } from '../../primitives/field.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Cell } from '../../primitives/table.tsx';
import { Ago } from '../../primitives/time.tsx';
import { usePages } from '../../use-call.ts';
import { PagedTable } from '../paged-table.tsx';
import { ModeBadge, SessionStatusBadge, SyncStateBadge } from '../status-badges.tsx';
import { ContextUse } from './context-use.tsx';
import { SESSION_STATUSES, useSessionFilters } from './session-filters.ts';

/** All sessions, last changed first, live. */
export function SessionsPage() {
  const t = useTranslations('consoleSessions');
  const [filters] = useSessionFilters();
  const text = filters.q.trim();
  const filtered = text !== '' || filters.status !== null || filters.archived;
  const query = usePages(
    'sessions.list',
    {
      archived: filters.archived,
      ...(text === '' ? {} : { query: text }),
      ...(filters.status === null ? {} : { status: [filters.status] }),
    },
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
  return (
    <>
      <Filters filtered={filtered} />
      <PagedTable
        query={query}
        label={t('label')}
        head={[t('title'), t('status'), t('mode'), t('sync'), t('context'), t('compactions'), t('model'), t('changed')]}
        row={(session) => <Row key={session.id} session={session} />}
        none={filtered ? <Empty title={t('noMatch')} /> : <Empty title={t('empty')}>{t('emptyHint')}</Empty>}
      />
    </>
  );
}

function Filters({ filtered }: { filtered: boolean }) {
  const t = useTranslations('consoleSessions');
  const ts = useTranslations('sessionStatus');
  const [filters, setFilters] = useSessionFilters();
  return (
    <search className="flex flex-wrap items-end gap-3">
      <Field label={t('search')} className="min-w-48 flex-1">
        {(control) => (
          <TextInput
            {...control}
            type="search"
            maxLength={200}
            value={filters.q}
            onChange={(event) => void setFilters({ q: event.target.value || null })}
          />
        )}
      </Field>
      <Field label={t('status')} className="w-44">
        {(control) => (
          <Select
            {...control}
            value={filters.status ?? ''}
            onChange={(event) =>
              void setFilters({ status: SESSION_STATUSES.find((each) => each === event.target.value) ?? null })
            }
          >
            <option value="">{t('anyStatus')}</option>
            {SESSION_STATUSES.map((status) => (
              <option key={status} value={status}>
                {ts(status)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <label className="flex h-8 items-center gap-2 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={filters.archived}
          onChange={(event) => void setFilters({ archived: event.target.checked || null })}
        />
        {t('archived')}
      </label>
      {filtered ? (
        <Button tone="ghost" onClick={() => void setFilters(null)}>
          {t('reset')}
        </Button>
      ) : null}
    </search>
  );
}

function Row({ session }: { session: Session }) {
  const t = useTranslations('consoleSessions');
  const ts = useTranslations('sidebar');
  return (
    <tr className="hover:bg-sunken">
      <Cell className="max-w-80 min-w-44">
        <EntityLink entity={{ kind: 'session', sessionId: session.id }} className="block truncate font-medium">
          {session.title || ts('untitled')}
        </EntityLink>
        <span className="block truncate text-xs text-ink-soft">{session.preview}</span>
      </Cell>
      <Cell>
        <SessionStatusBadge status={session.status} />
      </Cell>
      <Cell>
        <ModeBadge mode={session.runtimeMode} />
      </Cell>
      <Cell>
        <SyncStateBadge syncState={session.syncState} />
      </Cell>
      <Cell>
        <ContextUse share={session.contextUsage} />
      </Cell>
      <Cell className="tabular-nums">{session.compactionCount}</Cell>
      <Cell className="max-w-52 truncate text-ink-soft" title={session.model}>
        {session.model ?? t('noModel')}
      </Cell>
      <Cell className="whitespace-nowrap text-ink-soft">
        <Ago at={session.updatedAt} />
      </Cell>
    </tr>
  );
}
