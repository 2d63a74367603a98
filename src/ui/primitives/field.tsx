'use client';

import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

const BOX =
  'w-full rounded-md border border-line-strong bg-surface px-2.5 text-ink placeholder:text-ink-soft disabled:opacity-45 aria-[invalid=true]:border-danger';

/** One line to write in. */
export function TextInput({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cx(BOX, 'h-8 text-sm', className)} {...rest} />;
}

/** Several lines to write in. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cx(BOX, 'py-1.5 text-sm', className)} {...rest} />;
}

/** The system's own list: it works on a phone and with every screen reader. */
export function Select({ small = false, className, ...rest }: ComponentProps<'select'> & { small?: boolean }) {
  return <select className={cx(BOX, 'pr-7', small ? 'h-7 text-xs' : 'h-8 text-sm', className)} {...rest} />;
}

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong with what was entered. */
  error?: string | undefined;
  className?: string;
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean }) => ReactNode;
};

/** A control with its name, what it means, and what is wrong with it. */
export function Field({ label, hint, error, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cx('space-y-1', className ?? 'min-w-0')}>
      <label htmlFor={id} className="block text-xs font-medium text-ink-soft">
        {label}
      </label>
      {children({
        id,
        ...(note === undefined ? {} : { 'aria-describedby': `${id}-note` }),
        ...(error === undefined ? {} : { 'aria-invalid': true }),
      })}
      {note === undefined ? null : (
        <p
          id={`${id}-note`}
          {...(error === undefined ? {} : { role: 'alert' })}
          className={cx('text-xs', error === undefined ? 'text-ink-soft' : 'text-danger')}
        >
          {note}
        </p>
      )}
    </div>
  );
}
