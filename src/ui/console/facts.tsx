import type { ReactNode } from 'react';

export type Fact = { label: string; value: ReactNode };

/** Names and what they are, in as many columns as fit. What is undefined is left out. */
export function Facts({ facts }: { facts: readonly (Fact | undefined)[] }) {
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-x-6 gap-y-3 text-sm">
      {facts.map((fact) =>
        fact === undefined ? null : (
          <div key={fact.label} className="min-w-0">
            <dt className="text-xs text-ink-soft">{fact.label}</dt>
            <dd className="wrap-anywhere">{fact.value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
