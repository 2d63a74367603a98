import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

/** Whether `openfoal start` has pages to serve, or builds them first. */
export function checkPages(built: boolean): Finding {
  return findingOf('pages', built ? 'built' : 'stale');
}
