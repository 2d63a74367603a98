import type { ReactNode } from 'react';

type Props = { title: string; actions?: ReactNode; children: ReactNode };

/** A part of a page under its own heading. No landmark: a page would have too many, and tables are some already. */
export function Section({ title, actions, children }: Props) {
  return (
    <section className="space-y-3">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {actions}
      </div>
      {children}
    </section>
  );
}
