'use client';

import { Search } from 'lucide-react';
import { type Ref, useEffect, useState } from 'react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { isComposing } from '../../is-composing.ts';

type Props = {
  ref: Ref<HTMLInputElement>;
  value: string;
  onChange: (value: string) => void;
  /** Down from the field. */
  onDown: () => void;
};

/** Where the key `/` goes. */
export const SEARCH_FIELD = 'data-session-search';

export function SearchField({ ref, value, onChange, onDown }: Props) {
  const t = useTranslations('search');
  return (
    <div className="relative px-2 pb-1">
      <Search aria-hidden className="pointer-events-none absolute top-2 left-4 size-4 text-ink-soft" />
      <input
        ref={ref}
        {...{ [SEARCH_FIELD]: '' }}
        type="search"
        value={value}
        maxLength={200}
        autoComplete="off"
        aria-label={t('label')}
        placeholder={t('placeholder')}
        aria-keyshortcuts="/"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (isComposing(event)) return;
          if (event.key === 'ArrowDown') onDown();
          else if (event.key === 'Escape' && value !== '') onChange('');
          else return;
          event.preventDefault();
          event.stopPropagation();
        }}
        className="h-8 w-full rounded-md border border-line bg-surface pr-2 pl-8 text-sm placeholder:text-ink-soft"
      />
    </div>
  );
}

/** The value once nobody changed it for so long. */
export function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return value === '' ? '' : settled;
}
