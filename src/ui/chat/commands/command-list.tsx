'use client';

import { useEffect, useRef } from 'react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { cx } from '../../primitives/cx.ts';
import type { Completion } from './commands.ts';

type Props = {
  id: string;
  completions: readonly Completion[];
  active: number;
  onChoose: (completion: Completion) => void;
};

/** How the slash command in the field can go on. The field keeps the focus and moves the choice. */
export function CommandList({ id, completions, active, onChoose }: Props) {
  const t = useTranslations('commands');
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <ul
      ref={list}
      id={id}
      role="listbox"
      aria-label={t('label')}
      className="absolute inset-x-0 bottom-full z-10 mb-1 max-h-72 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-lg"
    >
      {completions.map((completion, index) => (
        <li
          key={completion.text}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className={cx(
            'flex min-h-8 cursor-default items-baseline gap-3 rounded-md px-2 py-1 text-sm',
            index === active ? 'bg-line/60' : 'hover:bg-line/40',
          )}
          // The field would lose the focus before the click is one.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(completion)}
        >
          <span className="font-mono whitespace-nowrap">{completion.text}</span>
          <span className="min-w-0 truncate text-xs text-ink-soft">{t(`does.${completion.name}`)}</span>
        </li>
      ))}
    </ul>
  );
}
