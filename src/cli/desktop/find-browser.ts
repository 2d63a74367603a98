/** A browser of the Chromium family that can show one page as a window (`--app`) with a profile of its own. */
import { closeSync, existsSync, openSync, readSync, realpathSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import { NoBrowserError } from '../exit-codes.ts';

export type Machine = {
  platform: NodeJS.Platform;
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether a program is there and can be used. */
  usable: (path: string) => boolean;
};

const LINUX = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'microsoft-edge-stable',
  'microsoft-edge',
  'brave-browser-stable',
  'brave-browser',
];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge', 'Brave Browser'];
const WINDOWS = [
  String.raw`Google\Chrome\Application\chrome.exe`,
  String.raw`Chromium\Application\chrome.exe`,
  String.raw`Microsoft\Edge\Application\msedge.exe`,
  String.raw`BraveSoftware\Brave-Browser\Application\brave.exe`,
];

/**
 * The path of the program: `wanted` (OPENFOAL_BROWSER, a path or a name) or the first one that is installed.
 * @throws NoBrowserError when there is none, or no screen to show it on
 */
export function findBrowser(wanted: string | undefined, machine: Machine): string {
  const { platform, environment, usable } = machine;
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) {
    throw new NoBrowserError(
      'There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it in a desktop session, or use `openfoal start` and open its link elsewhere.',
    );
  }
  const candidates = wanted === undefined ? installed(machine) : placesOf(wanted, machine);
  const found = candidates.find(usable);
  if (found !== undefined) return found;
  throw new NoBrowserError(
    wanted === undefined
      ? 'No browser of the Chromium family was found. Install Google Chrome, Chromium, Microsoft Edge or Brave (not from a snap), or name one in OPENFOAL_BROWSER; or use `openfoal start` and open its link in any browser.'
      : `OPENFOAL_BROWSER names no program that can be used: ${wanted}. Correct it, or leave it out to take the first browser that is installed.`,
  );
}

function installed(machine: Machine): string[] {
  const { platform, environment } = machine;
  switch (platform) {
    case 'darwin':
      return MAC.flatMap((name) =>
        ['', environment.HOME ?? ''].map((root) => `${root}/Applications/${name}.app/Contents/MacOS/${name}`),
      );
    case 'win32':
      return WINDOWS.flatMap((path) =>
        [environment.ProgramFiles, environment['ProgramFiles(x86)'], environment.LOCALAPPDATA].flatMap((root) =>
          root ? [win32.join(root, path)] : [],
        ),
      );
    default:
      return LINUX.flatMap((name) => placesOf(name, machine));
  }
}

function placesOf(name: string, { platform, environment }: Machine): string[] {
  const path = platform === 'win32' ? win32 : posix;
  if (name.includes(path.sep)) return [path.resolve(name)];
  return (environment.PATH ?? '').split(path.delimiter).flatMap((folder) => (folder ? [path.join(folder, name)] : []));
}

const HEAD_BYTES = 4_096;

/**
 * A browser in a snap may not open files in a hidden folder of the home, and so not its profile. What is called chromium may be
 * a script that starts one.
 */
export function isUsable(path: string): boolean {
  if (!existsSync(path)) return false;
  const real = realpathSync(path);
  return !real.startsWith('/snap/') && !real.endsWith('/snap') && !headOf(real).includes('/snap/bin/');
}

function headOf(path: string): string {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    return head.toString('latin1', 0, readSync(file, head));
  } finally {
    closeSync(file);
  }
}
