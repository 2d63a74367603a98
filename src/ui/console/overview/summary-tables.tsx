'use client';

import { useFormatter } from 'use-intl';
import { formatDuration } from '../../../client/format-duration.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useErrorText, useTranslations } from '../../i18n/locale-provider.tsx';
import { Cell, Table } from '../../primitives/table.tsx';
import { useMoney } from '../run/use-money.ts';
import { Section } from '../section.tsx';
import type { Summary } from './summary.ts';

const OUTCOMES = ['success', 'failed', 'denied', 'unknown', 'open'] as const;

/** Failed runs by their cause, most first. */
export function FailureTable({ summary }: { summary: Summary }) {
  const t = useTranslations('consoleOverview');
  const errorText = useErrorText();
  const { failures } = summary.runs;
  return (
    <Section title={t('failures')}>
      {failures.length === 0 ? (
        <p className="text-sm text-ink-soft">{t('noFailures')}</p>
      ) : (
        <Table label={t('failures')} head={[t('code'), t('cause'), t('count')]}>
          {failures.map(({ code, count }) => (
            <tr key={code}>
              <Cell className="font-mono text-xs leading-5">{code}</Cell>
              <Cell className="min-w-48">{errorText({ code, message: code })}</Cell>
              <Cell className="tabular-nums">{count}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

/** Tool calls by how they ended, most called first. */
export function ToolTable({ summary }: { summary: Summary }) {
  const t = useTranslations('consoleOverview');
  const tt = useTranslations('tool.status');
  const { byTool } = summary.tools;
  if (byTool.length === 0) return null;
  return (
    <Section title={t('tools')}>
      <Table
        label={t('tools')}
        head={[t('tool'), ...OUTCOMES.map((outcome) => (outcome === 'open' ? t('open') : tt(outcome))), 'p50', 'p95']}
      >
        {byTool.map(({ toolName, counts, durationMs }) => (
          <tr key={toolName}>
            <Cell>
              <EntityLink entity={{ kind: 'tool', toolName }}>{toolName}</EntityLink>
            </Cell>
            {OUTCOMES.map((outcome) => (
              <Cell key={outcome} className={counts[outcome] === 0 ? 'text-ink-soft tabular-nums' : 'tabular-nums'}>
                {counts[outcome]}
              </Cell>
            ))}
            <Cell className="whitespace-nowrap tabular-nums">{durationOf(durationMs.p50)}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">{durationOf(durationMs.p95)}</Cell>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

/** What each model did and cost. */
export function ModelTable({ summary }: { summary: Summary }) {
  const t = useTranslations('consoleOverview');
  const format = useFormatter();
  const money = useMoney();
  if (summary.models.length === 0) return null;
  return (
    <Section title={t('models')}>
      <Table
        label={t('models')}
        head={[
          t('model'),
          t('completed'),
          t('failed'),
          t('aborted'),
          t('tokens'),
          t('cost'),
          t('latencyOf'),
          t('firstTokenOf'),
        ]}
      >
        {summary.models.map((each) => (
          <tr key={each.model}>
            <Cell>
              <EntityLink entity={{ kind: 'model', model: each.model }}>{each.model}</EntityLink>
            </Cell>
            <Cell className="tabular-nums">{each.completed}</Cell>
            <Cell className="tabular-nums">{each.failed}</Cell>
            <Cell className="tabular-nums">{each.aborted}</Cell>
            <Cell className="tabular-nums">{format.number(each.inputTokens + each.outputTokens)}</Cell>
            <Cell className="tabular-nums">{money(each.costUsd)}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">{durationOf(each.durationMs.p50)}</Cell>
            <Cell className="whitespace-nowrap tabular-nums">{durationOf(each.firstTokenMs.p50)}</Cell>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const durationOf = (ms: number | undefined): string => (ms === undefined ? '–' : formatDuration(ms));
