'use client';

import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

type Props<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  tabs: readonly { value: T; label: ReactNode }[];
  /** What the chosen tab shows. */
  children: ReactNode;
};

/** Several views of one place; the chosen one is drawn. */
export function Tabs<T extends string>({ label, value, onChange, tabs, children }: Props<T>) {
  return (
    // What is chosen is one of the tabs, which are T.
    <Radix.Root value={value} onValueChange={(chosen) => onChange(chosen as T)}>
      <Radix.List aria-label={label} className="flex gap-1 overflow-x-auto border-b border-line">
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px shrink-0 border-b-2 border-transparent px-3 py-2 text-sm text-ink-soft hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      <Radix.Content value={value} className="pt-4 outline-none">
        {children}
      </Radix.Content>
    </Radix.Root>
  );
}
