/**
 * A gateway as a process of its own, for tests that kill it. Prints {"port"} when it listens; kills itself at the nth
 * FAULT_POINT=<name>:<n>, where `write` is before a write transaction, of those since it listens.
 */
import { readConfig } from '../../config/config.ts';
import type { FaultPoint } from '../../domain/run/run-deps.ts';
import type { PurgePoint } from '../../domain/session/purge-sessions.ts';
import { startServer } from '../../server.ts';

const { FAULT_POINT, ...environment } = process.env;
const [name, nth = '1'] = (FAULT_POINT ?? '').split(':');
let hits = 0;
let listens = false;

function reach(point: FaultPoint | PurgePoint | 'write'): void {
  if (point !== name || (point === 'write' && !listens)) return;
  hits += 1;
  if (hits === Number(nth)) process.kill(process.pid, 'SIGKILL');
}

const server = await startServer(readConfig(environment), environment, {
  pages: undefined,
  overrides: {
    rateFactor: 1000,
    faultPoint: reach,
    storageFault: () => {
      reach('write');
      return false;
    },
  },
});
listens = true;
process.stdout.write(`${JSON.stringify({ port: server.port })}\n`);
process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
