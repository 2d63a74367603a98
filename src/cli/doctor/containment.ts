import type { Containment } from '../../executor/host-containment.ts';
import { type Finding, ok, warn } from './finding.ts';

/** What holds the commands of the agent on this machine. */
export function checkContainment(containment: Containment): Finding {
  if (containment.kind === 'namespace') {
    return ok('containment', `commands run in namespaces of their own (as ${containment.as})`);
  }
  return warn(
    'containment',
    `commands are contained weakly (${containment.reason}): they can read what you can read, and may outlive a stop`,
    'on Linux install util-linux and allow user namespaces; elsewhere approve with care',
  );
}
