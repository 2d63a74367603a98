'use client';

import { isMac, keysOf } from './shortcuts.ts';

/** A combination of keys, as this machine's keyboard has them. */
export function Keys({ combo }: { combo: string }) {
  return (
    <span className="inline-flex gap-1">
      {keysOf(combo, isMac()).map((key) => (
        <kbd
          key={key}
          className="min-w-6 rounded border border-line-strong bg-sunken px-1.5 py-px text-center font-mono text-xs"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
