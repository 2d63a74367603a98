'use client';

import { useFormatter } from 'use-intl';

/** How full the context of the model is, as a number and a bar. */
export function ContextUse({ share }: { share: number }) {
  const format = useFormatter();
  return (
    <span className="flex items-center gap-2 whitespace-nowrap tabular-nums">
      <span aria-hidden className="h-1.5 w-12 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-accent" style={{ width: `${Math.round(share * 100)}%` }} />
      </span>
      {format.number(share, { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 })}
    </span>
  );
}
