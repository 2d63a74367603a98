'use client';

import type { Run } from '../../../protocol/entities.ts';
import { LIMITS } from '../../../protocol/limits.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useGateway, useObservable } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { Ago } from '../../primitives/time.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { usePages } from '../../use-call.ts';
import { AbortButton } from '../run/abort-button.tsx';
import { Section } from '../section.tsx';
import { RunStatusBadge } from '../status-badges.tsx';

/** Every run that is not over, newest first, and the way to stop it. */
export function LiveRuns() {
  const t = useTranslations('consoleOverview');
  const tc = useTranslations('common');
  const query = usePages(
    'runs.list',
    { status: ['running', 'waiting_approval', 'accepted', 'queued'], limit: LIMITS.maxPage },
    { staleAfter: ['agent.accepted', 'agent.completed', 'agent.failed', 'approval.required', 'approval.resolved'] },
  );
  return (
    <Section title={t('live')}>
      <Snapshot query={query} lines={1}>
        {({ pages }) => {
          const runs = pages.flatMap(({ items }) => items);
          if (runs.length === 0) return <p className="flex h-9 items-center text-sm text-ink-soft">{t('quiet')}</p>;
          return (
            <>
              <ul
                aria-label={t('live')}
                className="max-h-80 divide-y divide-line overflow-y-auto rounded-lg border border-line bg-surface"
              >
                {runs.map((run) => (
                  <LiveRun key={run.runId} run={run} />
                ))}
              </ul>
              {query.hasNextPage ? (
                <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {tc('more')}
                </Button>
              ) : null}
            </>
          );
        }}
      </Snapshot>
    </Section>
  );
}

function LiveRun({ run }: { run: Run }) {
  const { sessions } = useGateway();
  const { list } = useObservable(sessions);
  const title = list.sessions.find(({ id }) => id === run.sessionId)?.title;
  return (
    <li data-testid="live-run" className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 text-sm">
      <RunStatusBadge status={run.status} />
      <EntityLink
        entity={{ kind: 'run', runId: run.runId, sessionId: run.sessionId }}
        className="min-w-0 flex-1 basis-40 truncate"
      >
        {title}
      </EntityLink>
      <span className="truncate text-ink-soft">{run.model}</span>
      <span className="text-xs whitespace-nowrap text-ink-soft">
        <Ago at={run.startedAt} />
      </span>
      <AbortButton runId={run.runId} />
    </li>
  );
}
