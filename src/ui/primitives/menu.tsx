'use client';

import { Check } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';

type MenuProps = {
  /** The button that opens it: one element that takes a ref, named by its own label. */
  trigger: ReactNode;
  align?: 'start' | 'center' | 'end';
  /** For a menu that something else opens as well, such as a key. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** Prevented, the focus does not go back to the trigger. */
  onCloseAutoFocus?: (event: Event) => void;
  children: ReactNode;
};

const ROW =
  'flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 text-sm outline-none select-none data-[disabled]:opacity-45 data-[highlighted]:bg-line/60';

/** A button with a list of things to do. */
export function Menu({ trigger, align = 'end', open, onOpenChange, onCloseAutoFocus, children }: MenuProps) {
  return (
    <DropdownMenu.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange } : {})}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          {...(onCloseAutoFocus ? { onCloseAutoFocus } : {})}
          className="z-50 max-h-(--radix-dropdown-menu-content-available-height) max-w-80 min-w-44 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-lg"
        >
          {children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ItemProps = {
  onSelect: () => void;
  icon?: ReactNode;
  /** What it does is not easily undone. */
  danger?: boolean;
  disabled?: boolean;
  /** A key that does the same, as it is drawn. */
  keys?: string;
  children: ReactNode;
};

/** One thing to do, with the keys that do it as well. */
export function MenuItem({ onSelect, icon, danger = false, disabled = false, keys, children }: ItemProps) {
  return (
    <DropdownMenu.Item onSelect={onSelect} disabled={disabled} className={cx(ROW, danger && 'text-danger')}>
      {icon}
      <span className="min-w-0 flex-1">{children}</span>
      {keys === undefined ? null : <kbd className="font-mono text-xs text-ink-soft">{keys}</kbd>}
    </DropdownMenu.Item>
  );
}

type ChoiceProps<T extends string> = {
  label: ReactNode;
  value: T | undefined;
  onChange: (value: T) => void;
  options: readonly { value: T; label: ReactNode; hint?: ReactNode; disabled?: boolean }[];
};

/** One of several, inside a Menu. */
export function MenuChoice<T extends string>({ label, value, onChange, options }: ChoiceProps<T>) {
  return (
    <DropdownMenu.RadioGroup
      value={value ?? ''}
      // What is chosen is one of the options, which are T.
      onValueChange={(chosen) => onChange(chosen as T)}
    >
      <DropdownMenu.Label className="px-2 py-1 text-xs text-ink-soft">{label}</DropdownMenu.Label>
      {options.map((option) => (
        <DropdownMenu.RadioItem
          key={option.value}
          value={option.value}
          disabled={option.disabled ?? false}
          className={ROW}
        >
          <span className="size-4 shrink-0">
            <DropdownMenu.ItemIndicator>
              <Check aria-hidden className="size-4" />
            </DropdownMenu.ItemIndicator>
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate">{option.label}</span>
            {option.hint === undefined ? null : <span className="block text-xs text-ink-soft">{option.hint}</span>}
          </span>
        </DropdownMenu.RadioItem>
      ))}
    </DropdownMenu.RadioGroup>
  );
}

/** Between groups of a Menu. */
export function MenuLine() {
  return <DropdownMenu.Separator className="my-1 h-px bg-line" />;
}
