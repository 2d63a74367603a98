import { createHostExec, type HostExecOptions } from './host-exec.ts';
import { createHostFiles } from './host-files.ts';
import { createHostWrite } from './host-write.ts';
import type { Executor } from './port.ts';

/**
 * The executor of runtime mode `local`: this machine, in the session's folder. `containment` comes from probeContainment,
 * asked once at start; `hiddenPaths` are directories that neither commands nor file tools may enter (OPENFOAL_HOME), save the
 * session's own folder inside. Contract: port.ts, proved by executorContract. Source: architecture.md §4 "Host driver".
 */
export function createHostExecutor(options: HostExecOptions): Executor {
  const walk = { hidden: options.hiddenPaths };
  return {
    mode: 'local',
    containment: options.containment.kind,
    exec: createHostExec(options),
    ...createHostFiles(walk),
    writeFile: createHostWrite(walk),
  };
}
