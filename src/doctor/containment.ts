import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';

type Containment = { kind: 'namespace'; as: string } | { kind: 'process-group'; reason: string };

/** What holds the commands of the agent on this machine. */
export function checkContainment(containment: Containment): Finding {
  return containment.kind === 'namespace'
    ? findingOf('containment', 'namespace', { as: containment.as })
    : findingOf('containment', 'weak', { why: containment.reason });
}
