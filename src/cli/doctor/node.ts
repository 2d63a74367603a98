import { type Finding, fail, ok } from './finding.ts';

/** Type stripping without a flag came with 22.18. `version` as in `process.versions.node`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return ok('node', `Node ${version}`);
  return fail('node', `Node ${version} is too old: 22.18 or newer is needed`, 'install it from https://nodejs.org');
}
