'use client';

import { EntityLink } from '../../entity-link.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { TraceId } from './entry-details.tsx';
import { RunTimelineView } from './run-timeline-view.tsx';

/** One run in full, live. Give it the run's id as its key: what was shown of another run must not stand for this one. */
export function RunPanel({ runId }: { runId: string }) {
  const t = useTranslations('consoleRun');
  const errorText = useErrorText();
  const query = useCall(
    'runs.get',
    { runId },
    {
      staleAfter: [
        'agent.accepted',
        'agent.tool_call',
        'agent.completed',
        'agent.failed',
        'approval.required',
        'approval.resolved',
        'session.updated',
      ],
    },
  );
  return (
    <Snapshot query={query} lines={3}>
      {(run) => (
        <div className="space-y-3">
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-soft">
            <TraceId traceId={run.traceId} />
            <EntityLink entity={{ kind: 'audit', filter: { runId: run.runId } }}>{t('audit')}</EntityLink>
            {run.continuesRunId === undefined ? null : (
              <span>
                {t('continues')}{' '}
                <EntityLink entity={{ kind: 'run', runId: run.continuesRunId, sessionId: run.sessionId }} />
              </span>
            )}
          </p>
          {run.error === undefined ? null : (
            <p className="rounded-md border border-danger-line bg-danger-soft px-3 py-2 text-sm wrap-anywhere text-danger">
              {errorText(run.error)} {run.error.message === errorText(run.error) ? null : run.error.message}
              {run.error.hint === undefined ? null : ` ${run.error.hint}`}
            </p>
          )}
          <RunTimelineView run={run} />
        </div>
      )}
    </Snapshot>
  );
}
