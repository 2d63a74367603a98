'use client';

import { parseAsBoolean, useQueryState } from 'nuqs';
import type { Finding } from '../../../protocol/entities.ts';
import { useFindingText } from '../../i18n/finding-text.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge, type Tone } from '../../primitives/badge.tsx';
import { Button } from '../../primitives/button.tsx';
import { Snapshot } from '../../snapshot.tsx';
import { useCall } from '../../use-call.ts';
import { Section } from '../section.tsx';

const TONE: Record<Finding['status'], Tone> = { ok: 'success', warn: 'attention', fail: 'danger' };
const ORDER: Record<Finding['status'], number> = { fail: 0, warn: 1, ok: 2 };

/** What doctor finds, what needs attention first. What is fine is shown when asked for. */
export function DoctorSection() {
  const t = useTranslations('consoleSettings');
  const query = useCall('system.doctor', {});
  const [all, setAll] = useQueryState('all', parseAsBoolean.withDefault(false));
  return (
    <Section
      title={t('doctor')}
      actions={
        <Button size="small" disabled={query.isFetching} onClick={() => void query.refetch()}>
          {query.isFetching ? t('checking') : t('again')}
        </Button>
      }
    >
      <p className="text-sm text-ink-soft">{t('doctorHint')}</p>
      <Snapshot query={query} lines={3}>
        {({ findings }) => {
          const troubles = findings.filter(({ status }) => status !== 'ok');
          const shown = (all ? findings : troubles).toSorted((a, b) => ORDER[a.status] - ORDER[b.status]);
          return (
            <div className="space-y-3">
              <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm">
                <p role="status">{troubles.length === 0 ? t('allWell') : t('troubles', { count: troubles.length })}</p>
                <label className="flex items-center gap-2 text-ink-soft">
                  <input
                    type="checkbox"
                    className="size-4 accent-accent"
                    checked={all}
                    onChange={(event) => void setAll(event.target.checked || null)}
                  />
                  {t('showFine')}
                </label>
              </div>
              {shown.length === 0 ? null : (
                <ul
                  aria-label={t('doctor')}
                  className="divide-y divide-line rounded-lg border border-line bg-surface text-sm"
                >
                  {shown.map((finding) => (
                    <FindingRow key={`${finding.id} ${finding.reason}`} finding={finding} />
                  ))}
                </ul>
              )}
            </div>
          );
        }}
      </Snapshot>
    </Section>
  );
}

function FindingRow({ finding }: { finding: Finding }) {
  const t = useTranslations('consoleSettings');
  const { message, fix } = useFindingText()(finding);
  return (
    <li data-testid="finding" className="grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[5rem_10rem_1fr]">
      <span>
        <Badge tone={TONE[finding.status]}>{t(`finding.${finding.status}`)}</Badge>
      </span>
      <span className="font-mono text-xs leading-6">{finding.id}</span>
      <span className="min-w-0 wrap-anywhere">
        {message}
        {fix === undefined ? null : <span className="block text-ink-soft">{t('fix', { fix })}</span>}
      </span>
    </li>
  );
}
