'use client';

import { useFindingText } from '../../i18n/finding-text.ts';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Badge } from '../../primitives/badge.tsx';
import { useCall } from '../../use-call.ts';

/** What doctor finds wrong with this machine, and what to do. Nothing at all when nothing is. */
export function DoctorCard({ demo }: { demo: boolean }) {
  const t = useTranslations('start');
  const textOf = useFindingText();
  const { data } = useCall('system.doctor', {});
  // That no model is there is said at length above.
  const found = (data?.findings ?? []).filter(
    ({ id, status }) => status !== 'ok' && !(demo && id === 'models.default'),
  );
  if (found.length === 0) return null;
  return (
    <section
      aria-labelledby="doctor-title"
      data-testid="doctor"
      className="rounded-lg border border-line bg-surface text-sm"
    >
      <h3 id="doctor-title" className="border-b border-line px-4 py-2 font-medium">
        {t('doctor', { count: found.length })}
      </h3>
      <ul className="divide-y divide-line">
        {found.map((finding) => {
          const { message, fix } = textOf(finding);
          return (
            <li key={finding.id} className="flex gap-3 px-4 py-2">
              <span className="pt-0.5">
                <Badge tone={finding.status === 'fail' ? 'danger' : 'attention'}>
                  {t(`finding.${finding.status}`)}
                </Badge>
              </span>
              <div className="min-w-0">
                <p className="wrap-anywhere">{message}</p>
                {fix === undefined ? null : <p className="text-xs text-ink-soft wrap-anywhere">{fix}</p>}
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
