'use client';

import { useMemo } from 'react';
import { DiffCounts, DiffView } from '../diff/diff-view.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { readChange } from './read-change.ts';
import type { ToolChange } from './tool-change.ts';

const PREVIEW_LINES = 14;

type Props = { change: ToolChange; open: boolean; onOpen: () => void };

/** What a call changed in a file, or was to change: the first lines of it, or all. */
export function ToolChangeView({ change, open, onOpen }: Props) {
  const t = useTranslations('diff');
  const diff = useMemo(() => readChange(change), [change]);
  const kind = change.kind === 'content' ? 'content' : 'diff';
  const count = diff.lines.length;
  if (count === 0) return null;
  const isPart = !open && count > PREVIEW_LINES + 2;
  const shown = isPart ? { ...diff, lines: diff.lines.slice(0, PREVIEW_LINES) } : diff;
  return (
    <div className="border-t border-line" data-testid="tool-change">
      <p className="flex items-center gap-2 px-3 py-1.5 text-xs text-ink-soft">
        {t(kind)}
        {kind === 'diff' ? <DiffCounts diff={diff} /> : null}
      </p>
      <DiffView diff={shown} label={t(kind)} className={open ? 'max-h-[32rem]' : 'max-h-80'} />
      {isPart ? (
        <button type="button" onClick={onOpen} className="block px-3 py-1.5 text-xs text-ink-soft hover:text-ink">
          {t('all', { count })}
        </button>
      ) : null}
    </div>
  );
}
