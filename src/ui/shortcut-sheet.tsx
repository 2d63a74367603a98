'use client';

import { Fragment } from 'react';
import { useTranslations } from './i18n/locale-provider.tsx';
import { Keys } from './keys.tsx';
import { Dialog } from './primitives/dialog.tsx';
import { SHORTCUTS, type ShortcutGroup } from './shortcuts.ts';
import { SingleKeysSwitch } from './single-keys-switch.tsx';

/** The seam of a table whose rows have keys of their own: the names of its groups. */
const GROUPS = Object.keys(SHORTCUTS) as ShortcutGroup[];

/** Every key there is, as the table that binds them has it, and the switch for those that are a single character. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shortcuts');
  return (
    <Dialog open onOpenChange={onClose} title={t('title')}>
      <div className="space-y-5">
        {GROUPS.map((group) => (
          <Group key={group} group={group} />
        ))}
        <div className="border-t border-line pt-4">
          <SingleKeysSwitch />
        </div>
      </div>
    </Dialog>
  );
}

function Group({ group }: { group: ShortcutGroup }) {
  const t = useTranslations('shortcuts');
  const rows = Object.entries(SHORTCUTS[group]) as [string, readonly string[]][];
  return (
    <section>
      <h3 className="pb-1 text-xs font-medium text-ink-soft">{t(`groups.${group}`)}</h3>
      <dl className="divide-y divide-line text-sm">
        {rows.map(([name, combos]) => (
          <div key={name} className="flex items-center justify-between gap-4 py-1.5">
            {/* The names of a group are its keys in the catalogue: a test holds the two together. */}
            <dt>{t(`names.${group}.${name}` as 'names.page.palette')}</dt>
            <dd className="flex shrink-0 flex-wrap items-center justify-end gap-1.5">
              {combos.map((combo, index) => (
                <Fragment key={combo}>
                  {index === 0 ? null : <span className="text-xs text-ink-soft">{t('or')}</span>}
                  <Keys combo={combo} />
                </Fragment>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
