/**
 * Keeps what Node makes of our modules (types stripped, code compiled) beside the packages, so that the next start reads it. Only
 * what is imported afterwards profits: an entry imports the rest dynamically. A folder that cannot be written costs nothing.
 */
import { enableCompileCache } from 'node:module';
import { resolve } from 'node:path';

export function keepCompiledModules(): void {
  enableCompileCache(resolve(import.meta.dirname, '../../node_modules/.cache/openfoal-modules'));
}
