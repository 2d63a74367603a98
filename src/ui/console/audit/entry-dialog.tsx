'use client';

import { toolSummary } from '../../../client/tool-summary.ts';
import { withHiddenShown } from '../../../client/visible-text.ts';
import type { AuditEntry } from '../../../protocol/entities.ts';
import { EntityLink } from '../../entity-link.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { CopyButton } from '../../primitives/copy-button.tsx';
import { Dialog } from '../../primitives/dialog.tsx';
import { Moment } from '../../primitives/time.tsx';
import { useCall } from '../../use-call.ts';
import { Facts } from '../facts.tsx';
import { Section } from '../section.tsx';
import { ApprovalStatusBadge } from '../status-badges.tsx';
import { type AuditFacts, auditFacts, deniedBy } from './audit-facts.ts';
import { OutcomeBadge } from './outcome-badge.tsx';

/** One entry in full: why it was denied, what belongs to it, and its place in the chain. */
export function EntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const t = useTranslations('consoleAudit');
  const facts = useKnownFacts(entry);
  const { action, actor, actorType, resource, outcome, detail, sessionId, runId, traceId, createdAt } = entry;
  const { toolName, toolCallId, approvalId, ruleId, policyVersion, verdict, decision, approval } = facts;
  return (
    <Dialog open onOpenChange={onClose} size="side" title={`${t('entry')}: ${action}`}>
      <div className="space-y-6">
        {outcome === 'denied' ? <WhyDenied entry={entry} facts={facts} /> : null}
        <Facts
          facts={[
            { label: t('when'), value: <Moment at={createdAt} /> },
            { label: t('outcome'), value: <OutcomeBadge outcome={outcome} /> },
            { label: t('action'), value: action },
            { label: t('who'), value: `${actor} (${t(`actorTypes.${actorType}`)})` },
            { label: t('resource'), value: resource },
            toolName === undefined
              ? undefined
              : { label: t('tool'), value: <EntityLink entity={{ kind: 'tool', toolName }}>{toolName}</EntityLink> },
            approval === undefined
              ? undefined
              : { label: t('what'), value: <code>{withHiddenShown(toolSummary(approval.args))}</code> },
            verdict === undefined ? undefined : { label: t('verdict'), value: verdict },
            decision === undefined ? undefined : { label: t('decision'), value: decision },
            ruleId === undefined
              ? undefined
              : { label: t('ruleOnly'), value: <EntityLink entity={policyOf(facts)}>{ruleId}</EntityLink> },
            policyVersion === undefined ? undefined : { label: t('policyVersion'), value: String(policyVersion) },
            approvalId === undefined
              ? undefined
              : {
                  label: t('approval'),
                  value: (
                    <span className="inline-flex flex-wrap items-center gap-2">
                      <EntityLink entity={{ kind: 'approval', approvalId }} />
                      {approval ? <ApprovalStatusBadge approval={approval} /> : null}
                    </span>
                  ),
                },
            toolCallId === undefined
              ? undefined
              : { label: t('call'), value: <span className="font-mono text-xs">{toolCallId}</span> },
            runId === undefined || sessionId === undefined
              ? undefined
              : { label: t('run'), value: <EntityLink entity={{ kind: 'run', runId, sessionId }} /> },
            sessionId === undefined
              ? undefined
              : { label: t('session'), value: <EntityLink entity={{ kind: 'session', sessionId }} /> },
            { label: t('trace'), value: <EntityLink entity={{ kind: 'trace', traceId }} /> },
          ]}
        />
        <Related entry={entry} facts={facts} />
        <Section title={t('json')} actions={<CopyButton label={t('copyEntry')} text={JSON.stringify(entry)} />}>
          <pre
            tabIndex={0}
            className="max-h-80 overflow-auto rounded-md border border-line bg-surface p-2 font-mono text-xs whitespace-pre-wrap wrap-anywhere"
          >
            {withHiddenShown(JSON.stringify(detail, null, 2))}
          </pre>
        </Section>
        <Chain entry={entry} />
      </div>
    </Dialog>
  );
}

/** What the entry says, and of a decision what the approval says: which rule asked, and for what. */
function useKnownFacts(entry: AuditEntry) {
  const facts = auditFacts(entry);
  const { approvalId = '' } = facts;
  const { data } = useCall('approval.get', { approvalId }, { enabled: approvalId !== '' });
  const approval = data?.approvalId === approvalId ? data : undefined;
  if (!approval) return { ...facts, approval };
  const { ruleId, comment } = approval;
  return { ruleId, ...(comment === undefined ? {} : { comment }), ...facts, approval };
}

type Known = AuditFacts & { comment?: string };

function WhyDenied({ entry, facts }: { entry: AuditEntry; facts: Known }) {
  const t = useTranslations('consoleAudit');
  const { ruleId, policyVersion, reason, comment } = facts;
  const by = deniedBy(entry);
  return (
    <section
      aria-label={t('denied')}
      data-testid="why-denied"
      className="space-y-1 rounded-lg border border-danger-line bg-danger-soft px-4 py-3 text-sm"
    >
      <h3 className="font-medium text-danger">{t('denied')}</h3>
      <p className="wrap-anywhere">{t(`deniedBy.${by}`, { reason: (by === 'reject' ? comment : reason) ?? '' })}</p>
      {ruleId === undefined ? null : (
        <p className="flex flex-wrap gap-x-3">
          {policyVersion === undefined ? null : (
            <span className="wrap-anywhere">{t('rule', { rule: ruleId, version: policyVersion })}</span>
          )}
          <EntityLink entity={policyOf(facts)}>{t('openRule')}</EntityLink>
        </p>
      )}
    </section>
  );
}

const policyOf = ({ toolName, ruleId }: AuditFacts) => ({
  kind: 'policy' as const,
  ...(toolName === undefined ? {} : { toolName }),
  ...(ruleId === undefined ? {} : { ruleId }),
});

/** Other entries that belong to it: filters of this page. */
function Related({ entry, facts }: { entry: AuditEntry; facts: AuditFacts }) {
  const t = useTranslations('consoleAudit');
  const { runId, sessionId, traceId } = entry;
  const { toolName, approvalId, policyVersion } = facts;
  const link = (filter: Readonly<Record<string, string>>, text: string) => (
    <li>
      <EntityLink entity={{ kind: 'audit', filter }}>{text}</EntityLink>
    </li>
  );
  return (
    <Section title={t('related')}>
      <ul className="space-y-1 text-sm">
        {runId === undefined ? null : link({ runId }, t('ofRun'))}
        {runId === undefined || toolName === undefined ? null : link({ runId, toolName }, t('ofCalls'))}
        {approvalId === undefined ? null : link({ resource: approvalId }, t('ofApproval'))}
        {link({ traceId }, t('ofTrace'))}
        {sessionId === undefined ? null : link({ sessionId }, t('ofSession'))}
        {policyVersion === undefined ? null : link({ action: 'policy.update' }, t('ofPolicy'))}
      </ul>
    </Section>
  );
}

function Chain({ entry: { chain, seq, hash, prevHash } }: { entry: AuditEntry }) {
  const t = useTranslations('consoleAudit');
  const rows = [
    [t('hash'), hash],
    [t('prevHash'), prevHash],
  ] as const;
  return (
    <Section title={t('chainTitle')}>
      <dl className="space-y-2 text-sm">
        <div>
          <dt className="text-xs text-ink-soft">{t('chain')}</dt>
          <dd className="wrap-anywhere">{chain}</dd>
        </div>
        <div>
          <dt className="text-xs text-ink-soft">{t('seq')}</dt>
          <dd className="tabular-nums">{seq}</dd>
        </div>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt className="text-xs text-ink-soft">{label}</dt>
            <dd className="flex items-start gap-1 font-mono text-xs wrap-anywhere">
              {value}
              <CopyButton label={`${t('copyHash')}: ${label}`} text={value} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
