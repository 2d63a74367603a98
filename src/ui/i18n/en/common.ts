/** Words of every page: the name, the connection, states and times. */
export const app = { name: 'OpenFoal', skipToMessage: 'Skip to the message field' } as const;

export const common = {
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  loading: 'Loading…',
  notLoaded: 'This part of the page could not be loaded.',
  retry: 'Try again',
  asOf: 'As of {time}. It is asked for again by itself.',
  more: 'Show more',
  copyTrace: 'Copy trace id',
  messages: 'Messages',
  unreachable: 'The gateway does not answer. What is shown is what was known last.',
} as const;

export const connection = {
  offline: 'No connection to the gateway. Trying again; nothing is lost.',
  connecting: 'Connecting to the gateway…',
} as const;

export const settings = {
  language: 'Language',
  theme: 'Theme: {theme}',
  themes: { system: 'as the system', light: 'light', dark: 'dark' },
} as const;

export const sessionStatus = { idle: 'idle', running: 'running', waiting_approval: 'waits for approval' } as const;

export const syncState = {
  local_only: 'Local only',
  syncing: 'Syncing',
  synced: 'Synced',
  conflict: 'Conflict',
} as const;

export const mode = { local: 'This machine', cloud: 'Sandbox' } as const;

export const modeHint = {
  local: 'Tools run on the machine of the gateway, in {folder}.',
  cloud: 'Tools run in a sandbox of their own, in {folder}.',
} as const;

export const time = {
  seconds: '{count, number} s',
  minutes: '{count, number} min',
  hours: '{hours, number} h {minutes, number} min',
} as const;
