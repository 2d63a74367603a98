import {
  Bot,
  BrainCircuit,
  Hand,
  LayoutDashboard,
  type LucideIcon,
  MessagesSquare,
  ScrollText,
  Settings,
  ShieldCheck,
} from 'lucide-react';

/** The pages of the console, in the order of their links. A page's text is `console.pages.<name>`. */
export const CONSOLE_PAGES = [
  { name: 'overview', path: '/console', Icon: LayoutDashboard },
  { name: 'sessions', path: '/console/sessions', Icon: MessagesSquare },
  { name: 'approvals', path: '/console/approvals', Icon: Hand },
  { name: 'policy', path: '/console/policy', Icon: ShieldCheck },
  { name: 'audit', path: '/console/audit', Icon: ScrollText },
  { name: 'memory', path: '/console/memory', Icon: BrainCircuit },
  { name: 'models', path: '/console/models', Icon: Bot },
  { name: 'settings', path: '/console/settings', Icon: Settings },
] as const satisfies readonly { name: string; path: string; Icon: LucideIcon }[];

export type ConsolePageName = (typeof CONSOLE_PAGES)[number]['name'];

/** The page that an address belongs to. */
export function consolePageAt(path: string): ConsolePageName {
  const found = CONSOLE_PAGES.findLast((page) => path === page.path || path.startsWith(`${page.path}/`));
  return found?.name ?? 'overview';
}
