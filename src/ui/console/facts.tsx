import type { ReactNode } from 'react';
import { cx } from '../primitives/cx.ts';

export type Fact = {
  label: string;
  value: ReactNode;
  /** Something long, such as a path: it gets more room. */
  wide?: boolean;
};

/** Names and what they are, in as many columns as fit. What is undefined is left out. */
export function Facts({ facts }: { facts: readonly (Fact | undefined)[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(8rem,1fr))] gap-x-6 gap-y-3 text-sm">
      {facts.map((fact) =>
        fact === undefined ? null : (
          <div key={fact.label} className={cx('min-w-0', fact.wide && 'col-span-2')}>
            <dt className="text-xs text-ink-soft">{fact.label}</dt>
            <dd className="wrap-anywhere">{fact.value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
