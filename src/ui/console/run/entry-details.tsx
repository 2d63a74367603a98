'use client';

import { formatDuration } from '../../../client/format-duration.ts';
import type { Approval, RunStep, ToolRun } from '../../../protocol/entities.ts';
import { StatusMark } from '../../chat/status-mark.tsx';
import { EntityLink } from '../../entity-link.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { CopyButton } from '../../primitives/copy-button.tsx';
import { Moment } from '../../primitives/time.tsx';
import { type Fact, Facts } from '../facts.tsx';
import type { RunDetail, TimelineEntry } from './run-timeline.ts';
import { useMoney } from './use-money.ts';

type Props = {
  entry: TimelineEntry;
  run: RunDetail;
  /** When it was, in words. */
  when: string;
};

/** One entry of a timeline, in full, and where it can be followed further. */
export function EntryDetails({ entry, run, when }: Props) {
  const t = useTranslations('consoleRun');
  const tc = useTranslations('console');
  const facts = useFacts(entry);
  const denied = entry.kind === 'tool' && entry.toolRun.status === 'denied';
  const toolName = entry.kind === 'tool' ? entry.toolRun.toolName : undefined;
  return (
    <>
      <Facts
        facts={[
          { label: t('start'), value: <Moment at={new Date(entry.startMs).toISOString()} /> },
          { label: t(`kinds.${entry.kind === 'asking' ? 'model' : entry.kind}`), value: when },
          ...facts,
        ]}
      />
      {entry.kind === 'tool' ? <Json label={t('arguments')} value={entry.toolRun.args} /> : null}
      {entry.kind === 'approval' ? <Json label={t('asks')} value={entry.approval.display} /> : null}
      <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-soft">
        <TraceId traceId={run.traceId} />
        <EntityLink
          entity={{
            kind: 'audit',
            filter: {
              runId: run.runId,
              ...(toolName === undefined ? {} : { toolName }),
              ...(denied ? { outcome: 'denied' } : {}),
            },
          }}
        >
          {denied ? tc('whyDenied') : t('audit')}
        </EntityLink>
      </p>
    </>
  );
}

export function TraceId({ traceId }: { traceId: string }) {
  const t = useTranslations('consoleRun');
  const tc = useTranslations('common');
  return (
    <span className="inline-flex min-w-0 items-center gap-1">
      {t('trace')} <span className="font-mono wrap-anywhere">{traceId}</span>
      <CopyButton label={tc('copyTrace')} text={traceId} />
    </span>
  );
}

function useFacts(entry: TimelineEntry): readonly (Fact | undefined)[] {
  const ofStep = useStepFacts();
  const ofTool = useToolFacts();
  const ofApproval = useApprovalFacts();
  switch (entry.kind) {
    case 'model':
      return ofStep(entry.step);
    case 'tool':
      return ofTool(entry.toolRun);
    case 'approval':
      return ofApproval(entry.approval);
    case 'asking':
    case 'fallback':
      return [];
  }
}

function useStepFacts(): (step: RunStep) => readonly (Fact | undefined)[] {
  const t = useTranslations('consoleRun');
  const tc = useTranslations('consoleSessions');
  const money = useMoney();
  return ({ model, firstTokenMs, usage }) => [
    { label: t('model'), value: <EntityLink entity={{ kind: 'model', model }}>{model}</EntityLink> },
    firstTokenMs === undefined ? undefined : { label: t('firstToken'), value: formatDuration(firstTokenMs) },
    { label: t('usage'), value: t('tokens', { input: usage.inputTokens, output: usage.outputTokens }) },
    usage.costUsd === undefined ? undefined : { label: tc('cost'), value: money(usage.costUsd) },
  ];
}

function useToolFacts(): (toolRun: ToolRun) => readonly (Fact | undefined)[] {
  const t = useTranslations('consoleRun');
  const errorText = useErrorText();
  return ({ toolName, status, verdict, exitCode, error }) => [
    { label: t('status'), value: <StatusMark status={error?.code === 'ABORTED' ? 'stopped' : status} /> },
    {
      label: t('verdict'),
      wide: true,
      value: t('verdictText', {
        action: verdict.action,
        rule: verdict.ruleId,
        version: verdict.policyVersion,
        reason: verdict.reason,
      }),
    },
    {
      label: t('rule'),
      value: <EntityLink entity={{ kind: 'policy', toolName, ruleId: verdict.ruleId }}>{verdict.ruleId}</EntityLink>,
    },
    exitCode === undefined ? undefined : { label: t('exitCode'), value: String(exitCode) },
    error === undefined ? undefined : { label: t('error'), wide: true, value: `${errorText(error)} (${error.code})` },
    { label: t('kinds.tool'), value: <EntityLink entity={{ kind: 'tool', toolName }}>{toolName}</EntityLink> },
  ];
}

function useApprovalFacts(): (approval: Approval) => readonly (Fact | undefined)[] {
  const t = useTranslations('consoleRun');
  const ta = useTranslations('approval.answered');
  return ({ approvalId, status, scope, decidedBy, comment, ruleId, toolName }) => [
    {
      label: t('status'),
      value: ta(status === 'approved' && scope === 'session' ? 'approved_session' : status),
    },
    decidedBy === undefined ? undefined : { label: t('decidedBy'), value: decidedBy },
    comment === undefined ? undefined : { label: t('comment'), value: comment },
    { label: t('rule'), value: <EntityLink entity={{ kind: 'policy', toolName, ruleId }}>{ruleId}</EntityLink> },
    { label: t('approval'), value: <EntityLink entity={{ kind: 'approval', approvalId }} /> },
  ];
}

function Json({ label, value }: { label: string; value: unknown }) {
  return (
    <div>
      <p className="text-xs text-ink-soft">{label}</p>
      <pre
        tabIndex={0}
        className="mt-1 max-h-60 overflow-auto rounded-md border border-line bg-surface p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
      >
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}
