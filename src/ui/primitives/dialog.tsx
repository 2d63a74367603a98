'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { IconButton } from './button.tsx';
import { cx } from './cx.ts';
import { useReturnFocus } from './use-return-focus.ts';

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Read out with the title; without it the content speaks for itself. */
  description?: ReactNode;
  /** `small` for a question, `large` for something to work in, `side` for a panel at the right edge. */
  size?: 'small' | 'medium' | 'large' | 'side';
  children: ReactNode;
};

const SIZES = {
  small: 'max-w-md',
  medium: 'max-w-xl',
  large: 'max-w-4xl',
  side: 'max-w-2xl',
} as const;

/** A layer over the page that keeps the focus until it is closed: by Escape, by its button, or by what it was opened for. */
export function Dialog({ open, onOpenChange, title, description, size = 'medium', children }: Props) {
  const t = useTranslations('common');
  const returnFocus = useReturnFocus();
  const side = size === 'side';
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/40 data-[state=open]:animate-fade-in" />
        <Radix.Content
          {...returnFocus}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
          className={cx(
            'fixed z-40 flex w-full flex-col border border-line bg-canvas shadow-lg outline-none',
            side
              ? 'inset-y-0 right-0 border-y-0 border-r-0'
              : 'inset-x-0 bottom-0 mx-auto max-h-[92dvh] rounded-t-xl sm:bottom-auto sm:top-[8dvh] sm:max-h-[84dvh] sm:rounded-xl',
            SIZES[size],
          )}
        >
          <div className="flex min-h-12 shrink-0 items-center gap-3 border-b border-line px-4">
            <Radix.Title className="min-w-0 flex-1 truncate text-sm font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t('close')} className="-mr-2">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain p-4">
            {description === undefined ? null : (
              <Radix.Description className="mb-3 text-sm text-ink-soft">{description}</Radix.Description>
            )}
            {children}
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
