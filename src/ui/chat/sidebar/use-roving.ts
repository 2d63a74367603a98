'use client';

import { useCallback, useRef, useState } from 'react';

export type Roving = {
  /** The one row that Tab reaches. */
  tabbableId: string | undefined;
  /** Gives a row to be focused; undefined when it goes. */
  register: (id: string, row: HTMLElement | null) => void;
  focused: (id: string) => void;
  focus: (id: string | undefined) => boolean;
  /** `by` rows down, or up when negative; at the ends it stays. */
  move: (fromId: string, by: number) => boolean;
};

/** One stop for Tab in a list of any length; arrow keys go from row to row (WAI-ARIA, roving tabindex). */
export function useRoving(ids: readonly string[], currentId: string | undefined): Roving {
  const rows = useRef(new Map<string, HTMLElement>());
  const [lastId, setLastId] = useState<string>();
  const tabbableId = [lastId, currentId].find((id) => id !== undefined && ids.includes(id)) ?? ids[0];
  const register = useCallback((id: string, row: HTMLElement | null): void => {
    if (row) rows.current.set(id, row);
    else rows.current.delete(id);
  }, []);
  const focus = (id: string | undefined): boolean => {
    const row = id === undefined ? undefined : rows.current.get(id);
    row?.focus();
    return row !== undefined;
  };
  return {
    tabbableId,
    register,
    focused: setLastId,
    focus,
    move: (fromId, by) => {
      const to = Math.min(Math.max(ids.indexOf(fromId) + by, 0), ids.length - 1);
      return focus(ids[to]);
    },
  };
}
