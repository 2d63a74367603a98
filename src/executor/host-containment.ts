/**
 * How a command on the host is held together, and what starts it.
 *
 * Linux: `setpriv --pdeathsig KILL unshare --pid --fork --kill-child=KILL --mount-proc sh STAGE`. The gateway's death kills
 * unshare, unshare's death kills the stage, and the stage is process 1 of a PID namespace, whose death kills everything in it:
 * neither setsid nor a double fork leaves it. The stage (POSIX sh) then
 *  1. covers OPENFOAL_HOME with an empty tmpfs and binds the session's folder back when it lies inside, by one mount(8) run;
 *  2. says `ready` on descriptor 3 and waits for `go`: both death signals are armed by then, so a gateway that died in between
 *     starts nothing (it reads the end of the stream and leaves);
 *  3. runs the command as a child with the mount capability gone (else root could unmount the cover), and passes on its exit
 *     code. As a child, because process 1 ignores signals that it does not handle, and `kill -TERM $$` must work.
 * Descriptors: 0 the table of mounts, 1 and 4 the command's output, 2 what setpriv, unshare and the stage itself have to say (of
 * a killed child, for one, which is no output of the command), 3 the conversation of step 2.
 *
 * Elsewhere a process group: weaker, since setsid leaves it, nothing is hidden, and it outlives kill -9 of the gateway.
 */
export type Containment =
  | { kind: 'namespace'; as: 'root' }
  | { kind: 'namespace'; as: 'user'; uid: number; gid: number }
  | { kind: 'process-group'; reason: string };

export type Launch = { file: string; args: string[] };

/** sys_admin unmounts, sys_ptrace enters process 1 that still has it, dac_read_search opens files by handle around the mount. */
const DROPPED = ['sys_admin', 'sys_ptrace', 'dac_read_search'].map((name) => `-${name}`).join(',');

const stage = (confine: string) => `
if [ "$3" = hide ]; then mount -n -c -a -T /proc/self/fd/0 || exit 125; fi
cd -- "$2" || exit 125
unset OLDPWD
echo ready >&3
read -r _ <&3 || exit 125
(exec ${confine} bash --noprofile --norc -c "$1" bash </dev/null 2>&4 3>&- 4>&-)
exit $?
`;

/** The program and arguments that run `script` in `cwd` (absolute). `hide`: descriptor 0 is the table of mounts to make. */
export function launch(containment: Containment, command: { script: string; cwd: string; hide: boolean }): Launch {
  if (containment.kind === 'process-group') {
    return { file: 'bash', args: ['--noprofile', '--norc', '-c', command.script, 'bash'] };
  }
  const asRoot = containment.as === 'root';
  const user = asRoot ? [] : ['--user', '--map-root-user'];
  const confine = asRoot
    ? `setpriv --bounding-set=${DROPPED} --inh-caps=${DROPPED} --`
    : `unshare --user --map-user=${containment.uid} --map-group=${containment.gid} --`;
  return {
    file: 'setpriv',
    args: [
      ...['--pdeathsig', 'KILL', 'unshare', ...user, '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'],
      ...['sh', '-c', stage(confine), 'sh', command.script, command.cwd, command.hide ? 'hide' : 'plain'],
    ],
  };
}

/**
 * The table of mounts (fstab(5)) that hides `hidden` and keeps `folder` visible when it lies inside one of them. The command
 * starts in `folder`, so that /proc/self/cwd still leads to it when its path is already covered.
 */
export function mountTable(hidden: readonly string[], folder: string): string {
  const rows = hidden.map((path) => `openfoal ${escapeField(path)} tmpfs size=64k,mode=755,nosuid,nodev 0 0\n`);
  if (hidden.some((path) => folder.startsWith(`${path}/`))) {
    rows.push(`/proc/self/cwd ${escapeField(folder)} none bind,X-mount.mkdir 0 0\n`);
  }
  return rows.join('');
}

const escapeField = (path: string) =>
  path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
