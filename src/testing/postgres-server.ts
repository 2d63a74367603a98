/** A private Postgres for tests: its own cluster in a temporary folder, gone when the tests end. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

export type PostgresServer = { url: string; port: number; socketFolder: string; stop: () => Promise<void> };

/**
 * The folder with `initdb` and `postgres`: Debian keeps them off the PATH, one folder a version.
 * @throws Error that says what to install
 */
export function findPostgres(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [...versions.map((v) => join(DEBIAN, v, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')));
  if (found !== undefined) return found;
  throw new Error(
    'Postgres is missing: run `npm run setup`, or install its server (Debian: postgresql, macOS: brew install postgresql) so that initdb is on the PATH.',
  );
}

/**
 * Starts a cluster that listens on a free loopback port and on a unix socket. Text sorts by language, not by byte, as it
 * does on most servers, so that an order that only holds in SQLite is found here. `durable` keeps fsync on.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const bin = findPostgres();
  const folder = await mkdtemp(join(tmpdir(), 'openfoal-pg-'));
  const user = await unprivilegedUser();
  if (user) await chown(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  try {
    const flags = ['-U', 'postgres', '--auth=trust', '--no-sync', '--encoding=UTF8', '--locale=C.UTF-8'];
    await run(join(bin, 'initdb'), [...flags, '--locale-provider=icu', '--icu-locale=en', '-D', data], {
      ...user,
      cwd: folder,
    });
    const port = await freePort();
    const server = spawnServer({ bin, data, folder, port, durable, user });
    await ready(server);
    return {
      url: `postgres://postgres@127.0.0.1:${port}/postgres`,
      port,
      socketFolder: folder,
      stop: async () => {
        await stop(server);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

type Account = { uid: number; gid: number } | undefined;

/** Postgres refuses to run as root: Debian's package brings an account for it. */
async function unprivilegedUser(): Promise<Account> {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

type ServerOptions = { bin: string; data: string; folder: string; port: number; durable: boolean; user: Account };

function spawnServer({ bin, data, folder, port, durable, user }: ServerOptions): ChildProcess {
  const onOff = durable ? 'on' : 'off';
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: 200,
    fsync: onOff,
    synchronous_commit: onOff,
    full_page_writes: onOff,
  };
  const args = ['-D', data, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const postgres = join(bin, 'postgres');
  // A killed test run must not leave a server behind: on Linux the kernel takes it along.
  const setpriv = process.platform === 'linux' && existsSync('/usr/bin/setpriv');
  if (!setpriv) return spawn(postgres, args, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  const account = user ? ['--reuid', `${user.uid}`, '--regid', `${user.gid}`, '--clear-groups'] : [];
  return spawn('/usr/bin/setpriv', [...account, '--pdeathsig', 'INT', postgres, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Resolves when the server says that it accepts connections. @throws Error with its log when it ends before. */
async function ready(server: ChildProcess): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`Postgres did not start:\n${log}`)));
    // Read to the end of its life: a full pipe would stop the server.
    server.stderr?.on('data', (chunk: Buffer) => {
      log = (log + chunk.toString()).slice(-10_000);
      if (log.includes('ready to accept connections')) resolve();
    });
  });
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exited = once(server, 'exit');
  server.kill('SIGQUIT'); // at once: nobody will read this data again
  await exited;
}
