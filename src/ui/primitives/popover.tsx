'use client';

import { Popover as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type Props = {
  trigger: ReactNode;
  label: string;
  align?: 'start' | 'center' | 'end';
  /** `wide` for something to read, `narrow` for a few words. */
  size?: 'narrow' | 'wide';
  children: ReactNode;
};

/** A small layer beside the button that opened it. */
export function Popover({ trigger, label, align = 'end', size = 'narrow', children }: Props) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={cx(
            'z-50 max-h-(--radix-popover-content-available-height) max-w-[calc(100vw-1rem)] overflow-y-auto rounded-lg border border-line bg-surface p-3 text-sm shadow-lg outline-none',
            size === 'wide' ? 'w-md' : 'w-72',
          )}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
