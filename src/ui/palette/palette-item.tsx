'use client';

import { Command } from 'cmdk';
import { Children, type ReactNode } from 'react';

/** Lines of the palette under a heading; without lines there is no heading. */
export function PaletteGroup({ heading, children }: { heading: string; children: ReactNode }) {
  if (Children.count(children) === 0) return null;
  return (
    <Command.Group
      heading={heading}
      className="pb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-ink-soft"
    >
      {children}
    </Command.Group>
  );
}

type Props = { value: string; onSelect: () => void; children: ReactNode };

export function PaletteItem({ value, onSelect, children }: Props) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-9 cursor-default items-center gap-2.5 rounded-md px-2 py-1 text-sm select-none data-[selected=true]:bg-line/60"
    >
      {children}
    </Command.Item>
  );
}
