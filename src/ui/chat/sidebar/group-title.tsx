'use client';

import { useFormatter } from 'use-intl';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import type { SessionGroup } from './group-sessions.ts';

/** The day, or the month, above its sessions. */
export function GroupTitle({ group: { kind, year = 0, month = 1 } }: { group: SessionGroup }) {
  const t = useTranslations('sidebar');
  const format = useFormatter();
  const text =
    kind === 'month'
      ? // The middle of a month is in it in every time zone.
        format.dateTime(new Date(Date.UTC(year, month - 1, 15)), { year: 'numeric', month: 'long', timeZone: 'UTC' })
      : t(`groups.${kind}`);
  return <h2 className="px-2 pb-1 text-xs font-medium text-ink-soft">{text}</h2>;
}
