import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';
import { ConsoleShell } from '../../../ui/console/console-shell.tsx';

/** The pages of the console have their filters in the address. */
export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return (
    <ConsoleShell>
      <NuqsAdapter>{children}</NuqsAdapter>
    </ConsoleShell>
  );
}
