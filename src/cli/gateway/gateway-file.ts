/**
 * `gateway.json` in OPENFOAL_HOME: where the gateway that runs on this home listens, so that the command line finds it on any
 * port. Written when it listens and removed when it goes away in order; one that a crash left behind names a process that is gone.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const GatewayFile = z.object({ url: z.url({ protocol: /^http$/ }), pid: z.int().positive() });
export type GatewayFile = z.infer<typeof GatewayFile>;

const fileIn = (home: string): string => join(home, 'gateway.json');

/** Answers how to take it away again; a file that another gateway wrote meanwhile stays. */
export function writeGatewayFile(home: string, gateway: GatewayFile): () => void {
  const file = fileIn(home);
  const draft = `${file}.${gateway.pid}`;
  writeFileSync(draft, `${JSON.stringify(gateway)}\n`, { mode: 0o600 });
  renameSync(draft, file);
  return () => {
    if (parsed(home)?.pid === gateway.pid) rmSync(file, { force: true });
  };
}

/** The gateway of this home, unless there is none or its process is gone. */
export function readGatewayFile(
  home: string,
  isAlive: (pid: number) => boolean = processExists,
): GatewayFile | undefined {
  const gateway = parsed(home);
  return gateway && isAlive(gateway.pid) ? gateway : undefined;
}

/** Where a client on this machine reaches a gateway that listens on `host`. */
export function localUrl(host: string, port: number): string {
  if (host === '::1') return `http://[::1]:${port}`;
  const everywhere = ['0.0.0.0', '::', 'localhost'].includes(host);
  return `http://${everywhere ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host}:${port}`;
}

function parsed(home: string): GatewayFile | undefined {
  try {
    return GatewayFile.parse(JSON.parse(readFileSync(fileIn(home), 'utf8')));
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
