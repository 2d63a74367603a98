import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';

/** Rows and columns that scroll sideways where the screen is narrow. `label` is what the table is called. */
export function Table({ label, head, children }: { label: string; head: readonly ReactNode[]; children: ReactNode }) {
  return (
    // Focusable, so that the arrow keys scroll it. Positioned, so that what only is read out in it does not widen the page.
    <div
      tabIndex={0}
      role="region"
      aria-label={label}
      className="relative overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-left text-sm">
        <thead className="border-b border-line text-xs text-ink-soft">
          <tr>
            {head.map((cell, index) => (
              // The head of a table never changes its order.
              <th key={index} scope="col" className="px-3 py-2 font-medium whitespace-nowrap">
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </div>
  );
}

/** One field of a Table. */
export function Cell({ className, ...rest }: ComponentProps<'td'>) {
  return <td className={cx('px-3 py-2 align-top', className)} {...rest} />;
}
