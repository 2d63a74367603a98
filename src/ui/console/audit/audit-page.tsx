'use client';

import { useState } from 'react';
import type { AuditEntry } from '../../../protocol/entities.ts';
import { CHANGE_EVENTS } from '../../change-feed.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Empty } from '../../primitives/page-state.tsx';
import { Cell } from '../../primitives/table.tsx';
import { Moment } from '../../primitives/time.tsx';
import { usePages } from '../../use-call.ts';
import { PagedTable } from '../paged-table.tsx';
import { auditFacts } from './audit-facts.ts';
import { useAuditFilters } from './audit-filters.ts';
import { readFilters } from './audit-input.ts';
import { EntryDialog } from './entry-dialog.tsx';
import { ExportButton } from './export-button.tsx';
import { FilterForm } from './filter-form.tsx';
import { OutcomeBadge } from './outcome-badge.tsx';

/** Everything that was done, newest first, live, and for each entry what belongs to it. */
export function AuditPage() {
  const t = useTranslations('consoleAudit');
  const [filters, setFilters] = useAuditFilters();
  const { input, faults } = readFilters(filters);
  const faulty = Object.keys(faults).length;
  const filtered = Object.values(filters).some((value) => value !== null);
  // Open under these filters: a link of it to others leads to what they find.
  const under = JSON.stringify(filters);
  const [opened, setOpened] = useState<{ entry: AuditEntry; under: string }>();
  const query = usePages('audit.query', input, { staleAfter: CHANGE_EVENTS });
  return (
    <>
      <FilterForm faults={faults} filtered={filtered} />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p role="status" className="text-sm text-attention">
          {faulty === 0 ? '' : t('invalidNote', { count: faulty })}
        </p>
        <ExportButton input={input} />
      </div>
      <PagedTable
        query={query}
        label={t('table')}
        head={[t('when'), t('action'), t('outcome'), t('on'), t('reason'), t('who'), t('session'), t('details')]}
        row={(entry) => <Row key={entry.id} entry={entry} onShow={(chosen) => setOpened({ entry: chosen, under })} />}
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
      {opened?.under === under ? <EntryDialog entry={opened.entry} onClose={() => setOpened(undefined)} /> : null}
    </>
  );
}

function Row({ entry, onShow }: { entry: AuditEntry; onShow: (entry: AuditEntry) => void }) {
  const t = useTranslations('consoleAudit');
  const { action, actor, outcome, resource, sessionId, createdAt } = entry;
  const { toolName, reason } = auditFacts(entry);
  return (
    <tr className="hover:bg-sunken">
      <Cell className="whitespace-nowrap text-ink-soft">
        <Moment at={createdAt} />
      </Cell>
      <Cell className="whitespace-nowrap font-medium">{action}</Cell>
      <Cell>
        <OutcomeBadge outcome={outcome} />
      </Cell>
      <Cell className="max-w-44 min-w-28 truncate" title={resource}>
        {toolName ?? resource}
      </Cell>
      <Cell className="max-w-48 min-w-32 truncate text-ink-soft" title={reason}>
        {reason}
      </Cell>
      <Cell className="max-w-40 truncate whitespace-nowrap" title={actor}>
        {actor}
      </Cell>
      <Cell className="whitespace-nowrap">
        {sessionId === undefined ? null : <EntityLink entity={{ kind: 'session', sessionId }} />}
      </Cell>
      <Cell className="py-1!">
        <Button
          size="small"
          aria-label={t('detailsOf', { action, outcome: t(`outcomes.${outcome}`) })}
          onClick={() => onShow(entry)}
        >
          {t('details')}
        </Button>
      </Cell>
    </tr>
  );
}
