import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

/** Type stripping without a flag came with 22.18. `version` as in `process.versions.node`. */
export function checkNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return findingOf('node', major > 22 || (major === 22 && minor >= 18) ? 'fits' : 'old', { version });
}
