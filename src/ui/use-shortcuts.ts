'use client';

import { useEffect, useRef } from 'react';
import { useKeptSwitch } from './local-setting.ts';
import { isField, isSingleCharacter, type KeyPress, type ShortcutName, shortcutOf } from './shortcuts.ts';

export const SINGLE_KEYS = 'openfoal.single-keys';

/** Whether keys of one character are on, and the switch: somebody who speaks to the machine says letters all day. */
export const useSingleKeys = (): [boolean, (on: boolean) => void] => useKeptSwitch(SINGLE_KEYS, true);

export type PageActions = Partial<Record<ShortcutName<'page'>, () => void>>;

/** Binds the keys of the page. One whose action is absent stays the browser's. */
export function usePageShortcuts(actions: PageActions): void {
  const [singleKeys] = useSingleKeys();
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || (isField(event.target) && isTyped(event))) return;
      const name = shortcutOf('page', event, { singleKeysOff: !singleKeys });
      const act = name === undefined ? undefined : current.current[name];
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [singleKeys]);
}

/** A character for the field, whatever Shift made of it. */
const isTyped = ({ key, ctrlKey, metaKey, altKey }: KeyPress): boolean =>
  isSingleCharacter(key) && !ctrlKey && !metaKey && !altKey;
