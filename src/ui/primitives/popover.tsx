'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

type Props = { trigger: ReactNode; label: string; align?: 'start' | 'center' | 'end'; children: ReactNode };

/** A small layer beside the button that opened it. */
export function Popover({ trigger, label, align = 'end', children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 w-72 max-w-[calc(100vw-1rem)] rounded-lg border border-line bg-surface p-3 text-sm shadow-lg outline-none"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
