'use client';

import { toolSummary } from '../../../client/tool-summary.ts';
import { withHiddenShown } from '../../../client/visible-text.ts';
import type { Approval } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Field, Select, TextInput } from '../../primitives/field.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Cell } from '../../primitives/table.tsx';
import { Moment } from '../../primitives/time.tsx';
import { usePages } from '../../use-call.ts';
import { PagedTable } from '../paged-table.tsx';
import { ApprovalStatusBadge } from '../status-badges.tsx';
import { DECIDED, useHistoryFilters } from './history-filters.ts';

/** Who decided what, when and why, newest first. */
export function HistoryView() {
  const t = useTranslations('consoleApprovals');
  const [filters, setFilters] = useHistoryFilters();
  const sessionId = filters.sessionId.trim();
  const filtered = sessionId !== '' || filters.status !== null;
  const query = usePages(
    'approval.queue',
    {
      status: filters.status === null ? [...DECIDED] : [filters.status],
      ...(sessionId === '' ? {} : { sessionId }),
    },
    { staleAfter: ['approval.resolved'] },
  );
  return (
    <div className="space-y-4">
      <Filters />
      <PagedTable
        query={query}
        label={t('table')}
        head={[
          t('asked'),
          t('tool'),
          t('what'),
          t('status'),
          t('by'),
          t('when'),
          t('why'),
          t('rule'),
          t('session'),
          t('details'),
        ]}
        row={(approval) => <Row key={approval.approvalId} approval={approval} />}
        none={
          filtered ? (
            <Empty title={t('noMatch')}>
              <Button onClick={() => void setFilters(null)}>{t('reset')}</Button>
            </Empty>
          ) : (
            <Empty title={t('empty')}>{t('emptyHint')}</Empty>
          )
        }
      />
    </div>
  );
}

function Filters() {
  const t = useTranslations('consoleApprovals');
  const ta = useTranslations('approval.answered');
  const [filters, setFilters] = useHistoryFilters();
  return (
    <search className="flex flex-wrap items-end gap-3">
      <Field label={t('status')} className="w-52">
        {(control) => (
          <Select
            {...control}
            value={filters.status ?? ''}
            onChange={(event) =>
              void setFilters({ status: DECIDED.find((each) => each === event.target.value) ?? null })
            }
          >
            <option value="">{t('anyStatus')}</option>
            {DECIDED.map((status) => (
              <option key={status} value={status}>
                {ta(status)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('sessionId')} className="min-w-48 flex-1">
        {(control) => (
          <TextInput
            {...control}
            type="search"
            maxLength={200}
            className="font-mono"
            value={filters.sessionId}
            onChange={(event) => void setFilters({ sessionId: event.target.value || null })}
          />
        )}
      </Field>
    </search>
  );
}

function Row({ approval }: { approval: Approval }) {
  const { approvalId, toolName, args, ruleId, sessionId, requestedAt, decidedAt, decidedBy, comment } = approval;
  const what = withHiddenShown(toolSummary(args));
  return (
    <tr className="hover:bg-sunken">
      <Cell className="whitespace-nowrap text-ink-soft">
        <Moment at={requestedAt} />
      </Cell>
      <Cell className="whitespace-nowrap">
        <EntityLink entity={{ kind: 'tool', toolName }}>{toolName}</EntityLink>
      </Cell>
      <Cell className="max-w-64 min-w-32 truncate font-mono text-xs" title={what}>
        {what}
      </Cell>
      <Cell>
        <ApprovalStatusBadge approval={approval} />
      </Cell>
      <Cell className="whitespace-nowrap">{decidedBy}</Cell>
      <Cell className="whitespace-nowrap text-ink-soft">
        {decidedAt === undefined ? null : <Moment at={decidedAt} />}
      </Cell>
      <Cell className="max-w-64 min-w-32 wrap-anywhere">{comment}</Cell>
      <Cell className="whitespace-nowrap">
        <EntityLink entity={{ kind: 'policy', toolName, ruleId }}>{ruleId}</EntityLink>
      </Cell>
      <Cell className="whitespace-nowrap">
        <EntityLink entity={{ kind: 'session', sessionId }} />
      </Cell>
      <Cell className="whitespace-nowrap">
        <EntityLink entity={{ kind: 'approval', approvalId }} />
      </Cell>
    </tr>
  );
}
