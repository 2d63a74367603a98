'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';

/** Layers over a page that more than one thing opens: a key, a slash command, a menu, a card. All but the first two are the chat's. */
export type Panel = 'palette' | 'shortcuts' | 'commands' | 'memory' | 'models' | 'usage';

type Panels = {
  /** The one that is open. */
  open: Panel | undefined;
  /** Opens this one in place of any other. */
  show: (panel: Panel) => void;
  close: () => void;
};

const PanelsContext = createContext<Panels | null>(null);

/** Holds which panel is open: one at a time. Whoever draws a panel draws it while `open` names it. */
export function PanelsProvider({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<Panel>();
  const close = useCallback(() => setOpen(undefined), []);
  const panels = useMemo(() => ({ open, show: setOpen, close }), [open, close]);
  return <PanelsContext value={panels}>{children}</PanelsContext>;
}

export function usePanels(): Panels {
  const panels = useContext(PanelsContext);
  if (!panels) throw new Error('usePanels is called outside PanelsProvider');
  return panels;
}
