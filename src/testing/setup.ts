/**
 * `npm run setup`: what the tests need besides Node. On Debian as root it is installed, elsewhere it is named. Instant when
 * nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findPostgres } from './postgres-server.ts';

type Need = {
  what: string;
  why: string;
  found: () => boolean;
  /** Debian packages that bring it. */
  debian: readonly string[];
  elsewhere: string;
  /** Some things only exist on one system, and the tests that need them run only there. */
  only?: NodeJS.Platform;
};

const NEEDS: readonly Need[] = [
  {
    what: 'Chromium',
    why: 'the end-to-end tests drive a real browser',
    found: () => existsSync('/usr/bin/chromium') || succeeds('node', ['-e', HAS_PLAYWRIGHT_BROWSER]),
    debian: ['chromium'],
    elsewhere: 'npx playwright install --with-deps chromium',
  },
  {
    what: 'Xvfb, a virtual display',
    why: 'the window of `openfoal desktop` is tested on a screen that nobody sees',
    found: () => onPath('Xvfb'),
    debian: ['xvfb'],
    elsewhere: 'Fedora: dnf install xorg-x11-server-Xvfb',
    only: 'linux',
  },
  {
    what: 'Noto fonts, Chinese included',
    why: 'screenshots would show boxes instead of text',
    found: () => hasFont('Noto Sans CJK SC') && hasFont('Noto Sans'),
    debian: ['fonts-noto-cjk', 'fonts-noto-core', 'fontconfig'],
    elsewhere: 'install the fonts "Noto Sans" and "Noto Sans CJK SC" from your distribution',
    only: 'linux',
  },
  {
    what: 'the Postgres server',
    why: 'the storage suites run on SQLite and on a real Postgres',
    found: hasPostgres,
    debian: ['postgresql', 'postgresql-client'],
    elsewhere: 'macOS: brew install postgresql@17; Fedora: dnf install postgresql-server. initdb must be on the PATH',
  },
  {
    what: 'Python 3 with the websocket-client library',
    why: 'a foreign client proves that the protocol page is enough to write one',
    found: () => pythons().some((python) => succeeds(python, ['-c', 'import websocket; websocket.create_connection'])),
    debian: ['python3', 'python3-websocket'],
    elsewhere: 'python3 -m pip install websocket-client',
  },
  {
    what: 'setpriv and unshare (util-linux)',
    why: 'commands of the agent run in namespaces of their own, so that nothing survives them',
    found: () => onPath('setpriv') && onPath('unshare'),
    debian: ['util-linux'],
    elsewhere: 'install util-linux from your distribution',
    only: 'linux',
  },
  {
    what: 'script (util-linux)',
    why: 'the chat and the sign-in link are tested in a real terminal',
    found: () => onPath('script'),
    debian: ['bsdutils'],
    elsewhere: 'install util-linux (Fedora: util-linux-script) from your distribution',
  },
  {
    what: 'ripgrep',
    why: 'file.search is tested with it and without it',
    found: () => onPath('rg'),
    debian: ['ripgrep'],
    elsewhere: 'macOS: brew install ripgrep; Fedora: dnf install ripgrep',
  },
];

const HAS_PLAYWRIGHT_BROWSER =
  "process.exit(require('node:fs').existsSync(require('@playwright/test').chromium.executablePath()) ? 0 : 1)";

function succeeds(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore', timeout: 30_000 }).status === 0;
}

function onPath(command: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));
}

/** Debian's library belongs to Debian's Python, which need not be the first on the PATH. */
function pythons(): string[] {
  return ['/usr/bin/python3', 'python3'].filter((python) => !python.startsWith('/') || existsSync(python));
}

function hasFont(family: string): boolean {
  return spawnSync('fc-list', [family], { encoding: 'utf8' }).stdout?.trim() ? true : false;
}

function hasPostgres(): boolean {
  try {
    findPostgres();
    return true;
  } catch {
    return false;
  }
}

function missing(): Need[] {
  return NEEDS.filter((need) => (need.only === undefined || need.only === process.platform) && !need.found());
}

function aptInstall(packages: readonly string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', ['-o', 'Acquire::Retries=3', ...args], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: environment,
    }).status === 0;
  return apt('update') && apt('install', '--yes', '--no-install-recommends', ...packages);
}

if (import.meta.main) {
  let lacks = missing();
  const canInstall = process.getuid?.() === 0 && existsSync('/etc/debian_version') && onPath('apt-get');
  if (lacks.length > 0 && canInstall) {
    const packages = [...new Set(lacks.flatMap((need) => need.debian))];
    console.log(`setup: installing ${packages.join(' ')}`);
    if (!aptInstall(packages)) console.error('setup: apt-get failed');
    lacks = missing();
  }
  for (const { what, why, elsewhere, debian } of lacks) {
    const how = existsSync('/etc/debian_version') ? `as root: apt-get install ${debian.join(' ')}` : elsewhere;
    console.error(`setup: ${what} is missing (${why}).\n  ${how}`);
  }
  if (lacks.length > 0) process.exitCode = 1;
  else console.log('setup: everything the tests need is here');
}
