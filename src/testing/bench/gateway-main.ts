/**
 * The gateway as a process of its own for benchmarks: configured by its environment, rate limits out of the way. With `--pages`
 * the pages are served too, as `npm start` does. Prints `{"port":…}` when it listens; SIGTERM stops it in order.
 */
import { resolve } from 'node:path';
import { keepCompiledModules } from '../../cli/compile-cache.ts';

keepCompiledModules();
const { readConfig } = await import('../../config/config.ts');
const { processEnvironment } = await import('../../config/environment.ts');
const { startServer } = await import('../../server.ts');

const environment = processEnvironment();
const root = resolve(import.meta.dirname, '../../..');
const server = await startServer(readConfig(environment), environment, {
  pages: process.argv.includes('--pages') ? { folder: root, dev: false } : undefined,
  overrides: { rateFactor: 100_000 },
});
console.log(JSON.stringify({ port: server.port }));
process.once('SIGTERM', () => void server.stop().then(() => process.exit()));
