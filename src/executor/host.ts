import { commandEnvironment } from './command-environment.ts';
import { holdHiddenFolders } from './hidden-folders.ts';
import { createHostExec, type HostExecOptions } from './host-exec.ts';
import { createHostFiles } from './host-files.ts';
import { createHostSearch } from './host-search.ts';
import { createHostWrite } from './host-write.ts';
import type { Executor } from './port.ts';
import { createRipgrep, findRipgrep } from './search/ripgrep.ts';

export type HostExecutorOptions = Omit<HostExecOptions, 'hidden'> & {
  /** Folders that commands must not see, OPENFOAL_HOME above all. */
  hiddenPaths: readonly string[];
  /** False leaves a ripgrep that is there alone. */
  useRipgrep?: boolean;
};

/**
 * The executor of runtime mode `local`: this machine, in the session's folder. `containment` comes from probeContainment,
 * asked once at start; `hiddenPaths` are directories that neither commands nor file tools may enter (OPENFOAL_HOME), save the
 * session's own folder inside; they must exist, and stay where they are for as long as the executor is used. Contract: port.ts, proved by executorContract. Source: architecture.md §4 "Host driver".
 */
export function createHostExecutor({ hiddenPaths, useRipgrep = true, ...options }: HostExecutorOptions): Executor {
  const hidden = holdHiddenFolders(hiddenPaths);
  const walk = { hidden };
  const exec = createHostExec({ ...options, hidden });
  const ripgrep = useRipgrep ? findRipgrep(commandEnvironment(options.env).PATH) : undefined;
  return {
    mode: 'local',
    containment: options.containment.kind,
    exec,
    ...createHostFiles(walk),
    search: createHostSearch(walk, ripgrep === undefined ? undefined : createRipgrep(ripgrep, exec)),
    writeFile: createHostWrite(walk),
  };
}
