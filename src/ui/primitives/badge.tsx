import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type Tone = 'plain' | 'accent' | 'attention' | 'danger' | 'success';

const LOOKS: Record<Tone, string> = {
  plain: 'border-line text-ink-soft',
  accent: 'border-transparent bg-accent-soft text-ink',
  attention: 'border-attention-line bg-attention-soft text-attention',
  danger: 'border-danger-line bg-danger-soft text-danger',
  success: 'border-success-line bg-success-soft text-success',
};

/** A word that says how something stands. */
export function Badge({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex shrink-0 items-center gap-1 rounded border px-1.5 py-px text-xs whitespace-nowrap',
        LOOKS[tone],
      )}
    >
      {children}
    </span>
  );
}
