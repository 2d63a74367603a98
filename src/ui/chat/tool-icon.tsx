import {
  BookOpen,
  FilePen,
  FilePlus,
  FileText,
  FolderOpen,
  Globe,
  type LucideIcon,
  NotebookPen,
  Search,
  SquareTerminal,
  Wrench,
} from 'lucide-react';

const ICONS: Readonly<Record<string, LucideIcon>> = {
  'bash.exec': SquareTerminal,
  'file.read': FileText,
  'file.list': FolderOpen,
  'file.search': Search,
  'file.write': FilePlus,
  'file.edit': FilePen,
  'http.request': Globe,
  'memory.get': BookOpen,
  'memory.search': Search,
  'memory.append': NotebookPen,
};

/** A sign for a tool; its name stands beside it. */
export function ToolIcon({ toolName }: { toolName: string }) {
  const Icon = ICONS[toolName] ?? Wrench;
  return <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />;
}
