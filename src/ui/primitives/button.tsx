'use client';

import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';
import { cx } from './cx.ts';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 font-medium transition-colors select-none disabled:opacity-45',
  {
    variants: {
      tone: {
        plain: 'border border-line bg-surface text-ink hover:border-line-strong hover:bg-sunken',
        primary: 'bg-accent text-accent-ink hover:opacity-90',
        danger: 'border border-danger-line bg-surface text-danger hover:bg-danger-soft',
        ghost: 'text-ink-soft hover:bg-sunken hover:text-ink',
        /** It is on. */
        pressed: 'bg-line text-ink',
        /** Something waits for a person. */
        attention: 'bg-attention-soft text-attention hover:bg-sunken hover:text-ink',
      },
      size: {
        small: 'h-7 px-2 text-xs',
        medium: 'h-8 px-3 text-sm',
        large: 'h-10 px-3 text-sm',
        icon: 'size-8',
        tiny: 'size-6',
      },
      shape: { plain: 'rounded-md', round: 'rounded-full' },
    },
    defaultVariants: { tone: 'plain', size: 'medium', shape: 'plain' },
  },
);

type Props = ComponentProps<'button'> & VariantProps<typeof look>;

/** `tone` says what it is for: `primary` for the one thing to do here, `danger` for what takes something away, `ghost` for the rest. */
export function Button({ tone, size, shape, className, type = 'button', ...rest }: Props) {
  return <button type={type} className={cx(look({ tone, size, shape }), className)} {...rest} />;
}

/** A button that shows an icon only: its label is what it is called and what the pointer is told. */
export function IconButton({ label, size = 'icon', tone = 'ghost', ...rest }: Props & { label: string }) {
  return <Button aria-label={label} title={label} size={size} tone={tone} {...rest} />;
}
