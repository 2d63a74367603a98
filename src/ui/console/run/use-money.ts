'use client';

import { useFormatter } from 'use-intl';

/** Writes US dollars; a call of a model may cost a hundredth of a cent. */
export function useMoney(): (usd: number) => string {
  const format = useFormatter();
  return (usd) =>
    format.number(usd, {
      style: 'currency',
      currency: 'USD',
      maximumFractionDigits: usd !== 0 && usd < 0.1 ? 6 : 2,
    });
}
