'use client';

import { MemoryView } from '../../memory/memory-view.tsx';

/** What the agent remembers: the same as beside the chat. */
export function MemoryPage() {
  return (
    <div className="mx-auto max-w-3xl">
      <MemoryView />
    </div>
  );
}
