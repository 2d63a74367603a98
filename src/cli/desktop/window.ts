/** The window: one process of a browser with a profile of its own, and so with cookies of its own. */
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { CONFIG_ROWS } from '../../config/config.ts';
import { profileHolder } from './profile-holder.ts';

/** `said` is the end of what the browser wrote to stderr; no code: a signal ended it. */
export type Closed = { code: number | null; said: string };

export type Window = {
  /** Resolves when the last window of the profile is closed. */
  closed: Promise<Closed>;
  close: () => Promise<void>;
};

type Options = {
  browser: string;
  profile: string;
  url: string;
  /** For the browser, as they are. */
  words: readonly string[];
  environment: Readonly<Record<string, string | undefined>>;
};

const CLOSE_MS = 5_000;
const LOOK_MS = 1_000;
const MAX_SAID_CHARS = 2_000;

export function openWindow({ browser, profile, url, words, environment }: Options): Window {
  const child = spawn(browser, [...argumentsFor(profile, url), ...words], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: withoutSettings(environment),
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-MAX_SAID_CHARS);
  });
  const ended = new Promise<Closed>((resolve) => {
    child.once('error', (error) => resolve({ code: 1, said: error.message }));
    child.once('close', (code) => resolve({ code, said }));
  });
  let givenUp = false;
  /** A window that a crash of ours left open shows this one too, and our process of the browser hands over and ends. */
  const lastClosed = async (): Promise<void> => {
    while (!givenUp && profileHolder(profile) !== undefined) await pause(LOOK_MS);
  };
  return {
    closed: ended.then(async (result) => {
      if (result.code === 0) await lastClosed();
      return result;
    }),
    close: async () => {
      child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      givenUp = true;
      await ended;
      clearTimeout(impatient);
    },
  };
}

/**
 * One page without tabs and address bar. The profile is ours alone: it asks no keyring for a key, offers no sync and no tour,
 * and fetches nothing by itself, since all that it shows is on this machine.
 */
export function argumentsFor(profile: string, url: string): string[] {
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--class=OpenFoal',
    '--no-first-run',
    '--no-default-browser-check',
    '--password-store=basic',
    '--disable-sync',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-default-apps',
  ];
}

/** The browser has no use for the keys and tokens of the gateway. */
export function withoutSettings(environment: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const ours = new Set<string>(CONFIG_ROWS.map(({ key }) => key));
  const others = Object.entries(environment).filter(([name]) => !ours.has(name));
  return { ...Object.fromEntries(others), NODE_ENV: 'production' };
}
