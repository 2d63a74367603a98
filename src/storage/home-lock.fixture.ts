/** A process that holds the lock of a home (argv: file) until it is killed. Says `held` when it has it, else the code. */
import { isProtocolError } from '../protocol/errors.ts';
import { lockHome } from './home-lock.ts';

try {
  lockHome(process.argv[2] ?? '');
  process.stdout.write('held\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  process.stdout.write(`${isProtocolError(error) ? error.code : String(error)}\n`);
}
