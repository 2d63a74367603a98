/**
 * `gateway.json` in OPENFOAL_HOME: where the gateway that runs on this home listens, so that the command line finds it on any
 * port. Written when it listens and removed when it goes away in order; one that a crash left behind names a process that is gone.
 * Numbers of processes are given out again, and whoever listens on the old port would get the token of the home: so, where the
 * system tells it (Linux), the file says when its process was born.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const GatewayFile = z.object({ url: z.url({ protocol: /^http$/ }), pid: z.int().positive() });
const Written = GatewayFile.extend({ born: z.string().optional() });
export type GatewayFile = z.infer<typeof GatewayFile>;

const fileIn = (home: string): string => join(home, 'gateway.json');

/** What the system tells about the process with a number. `birthOf` is undefined where it does not tell. */
export type Processes = { exists: (pid: number) => boolean; birthOf: (pid: number) => string | undefined };
const ofThisMachine: Processes = { exists: processExists, birthOf };

/** Answers how to take it away again; a file that another gateway wrote meanwhile stays. */
export function writeGatewayFile(home: string, gateway: GatewayFile, processes: Processes = ofThisMachine): () => void {
  const file = fileIn(home);
  const draft = `${file}.${gateway.pid}`;
  writeFileSync(draft, `${JSON.stringify({ ...gateway, born: processes.birthOf(gateway.pid) })}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return () => {
    if (parsed(home)?.pid === gateway.pid) rmSync(file, { force: true });
  };
}

/** The gateway of this home, unless there is none or its process is gone. */
export function readGatewayFile(home: string, processes: Processes = ofThisMachine): GatewayFile | undefined {
  const written = parsed(home);
  if (!written || !processes.exists(written.pid)) return undefined;
  const { born, ...gateway } = written;
  const isAnother = born !== undefined && (processes.birthOf(gateway.pid) ?? born) !== born;
  return isAnother ? undefined : gateway;
}

/** Where a client on this machine reaches a gateway that listens on `host`. */
export function localUrl(host: string, port: number): string {
  if (host === '::1') return `http://[::1]:${port}`;
  const everywhere = ['0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parsed(home: string): z.infer<typeof Written> | undefined {
  try {
    return Written.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
  } catch {
    // No file, or none that we wrote: then no gateway is known.
    return undefined;
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The boot of the system and the tick of it at which a process began, which no clock that is set changes (proc(5), field 22). */
function birthOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in parentheses, may hold anything; field 3 comes after the last one.
    const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${ticks}`;
  } catch {
    return undefined;
  }
}
