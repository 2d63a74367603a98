/**
 * Every key of the pages, once: what is bound here is what the sheet shows. A name's text is `shortcuts.names.<name>` in the
 * catalogues. `Mod` is Ctrl, on a Mac Cmd. A key without Ctrl, Cmd or Alt is never taken from somebody who writes, and those that
 * are one character can be turned off (WCAG 2.1.4).
 */
export const SHORTCUTS = {
  page: {
    palette: ['Mod+k'],
    shortcuts: ['?'],
    newSession: ['Mod+Shift+o'],
    search: ['/'],
    message: ['Shift+Escape'],
    stop: ['Mod+.'],
  },
  sessions: {
    up: ['ArrowUp'],
    down: ['ArrowDown'],
    first: ['Home'],
    last: ['End'],
    open: ['Enter'],
    rename: ['F2'],
    delete: ['Delete'],
    menu: ['ContextMenu', 'Shift+F10'],
  },
  approval: { approveOnce: ['a'], approveSession: ['s'], reject: ['r'] },
  triage: {
    up: ['ArrowUp'],
    down: ['ArrowDown'],
    first: ['Home'],
    last: ['End'],
    answer: ['Enter'],
    check: ['x'],
  },
  message: { send: ['Enter'], line: ['Shift+Enter'], commands: ['/'] },
} as const satisfies Record<string, Record<string, readonly string[]>>;

export type ShortcutGroup = keyof typeof SHORTCUTS;
export type ShortcutName<G extends ShortcutGroup> = keyof (typeof SHORTCUTS)[G] & string;

/** What of an event of a key decides. React's events have it as well as the browser's. */
export type KeyPress = {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
};

type Options = {
  /** The keys that are one character are off. */
  singleKeysOff?: boolean;
};

/** The shortcut of a group that the key is, or undefined. */
export function shortcutOf<G extends ShortcutGroup>(
  group: G,
  press: KeyPress,
  { singleKeysOff = false }: Options = {},
): ShortcutName<G> | undefined {
  const pressed = comboOf(press);
  // The seam of a table whose rows have keys of their own: entries of a group are its names.
  const rows = Object.entries(SHORTCUTS[group]) as [ShortcutName<G>, readonly string[]][];
  const found = rows.find(([, combos]) => combos.some((combo) => normal(combo) === pressed));
  if (!found || (singleKeysOff && isSingleCharacter(pressed))) return undefined;
  return found[0];
}

/** `Mod+Shift+o`. Shift is not said of a character that is written with it: `?` is where a keyboard has it. */
function comboOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyPress): string {
  const mod = ctrlKey || metaKey;
  const written = key.length === 1 && !mod && !altKey && !/^[a-z]$/i.test(key);
  return normal(
    [...(mod ? ['Mod'] : []), ...(altKey ? ['Alt'] : []), ...(shiftKey && !written ? ['Shift'] : []), key].join('+'),
  );
}

const normal = (combo: string): string => combo.replace(/\+?([^+]|\+)$/, (last) => last.toLowerCase());

export const isSingleCharacter = (combo: string): boolean => combo.length === 1;

/** Whether somebody writes there, or chooses: a key without Ctrl, Cmd or Alt belongs to the field. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('[contenteditable]:not([contenteditable="false"])')) return true;
  return target.matches('input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select');
}

/** The keys of a combination as this machine's keyboard names them: `⌘ K`, `Ctrl K`. */
export function keysOf(combo: string, isMac: boolean): string[] {
  return combo
    .split(/\+(?=.)/)
    .map((key) => (isMac ? MAC_NAMES : NAMES)[key] ?? (key.length === 1 ? key.toUpperCase() : key));
}

const ARROWS = { ArrowUp: '↑', ArrowDown: '↓', ContextMenu: 'Menu', Escape: 'Esc' };
const NAMES: Record<string, string> = { ...ARROWS, Mod: 'Ctrl' };
const MAC_NAMES: Record<string, string> = { ...ARROWS, Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩' };

export const isMac = (): boolean => /Mac|iP(hone|ad)/.test(navigator.userAgent);
