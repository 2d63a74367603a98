import type { ReactNode } from 'react';
import { ConsoleShell } from '../../../ui/console/console-shell.tsx';

export default function ConsoleLayout({ children }: { children: ReactNode }) {
  return <ConsoleShell>{children}</ConsoleShell>;
}
