'use client';

import { useRef, useState } from 'react';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { isComposing } from '../../is-composing.ts';

type Props = {
  title: string;
  /** Undefined: as it was. */
  onDone: (title: string | undefined) => void;
};

/** The title of a row, written over in its place: Enter and leaving keep it, Escape does not. */
export function RenameField({ title, onDone }: Props) {
  const t = useTranslations('sidebar');
  const [text, setText] = useState(title);
  const over = useRef(false);
  const end = (keep: boolean): void => {
    // Leaving the field follows from taking it away.
    if (over.current) return;
    over.current = true;
    const wanted = text.trim();
    onDone(keep && wanted !== '' && wanted !== title ? wanted : undefined);
  };
  return (
    <input
      ref={(field) => {
        if (!field || document.activeElement === field || over.current) return;
        field.focus();
        field.select();
      }}
      value={text}
      maxLength={200}
      aria-label={t('renameField')}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (isComposing(event)) return;
        if (event.key === 'Enter') end(true);
        else if (event.key === 'Escape') end(false);
        else return;
        event.preventDefault();
      }}
      className="h-9 w-full rounded-md border border-accent bg-surface px-2 text-sm outline-none"
    />
  );
}
