import type { Doors } from './closed-doors.ts';
import type { ExecProgram } from './port.ts';

/**
 * How a command on the host is held together, and what starts it.
 *
 * Linux: `setpriv --pdeathsig KILL unshare --pid --fork --kill-child=KILL --mount-proc bash STAGE`. The gateway's death kills
 * unshare, unshare's death kills the stage, and the stage is process 1 of a PID namespace, whose death kills everything in it:
 * neither setsid nor a double fork leaves it. The stage (bash) closes inherited descriptors, then
 *  1. covers OPENFOAL_HOME with an empty tmpfs, closes the doors of closed-doors.ts, and binds the session's folder back when it
 *     lies inside, by one mount(8) run; enters the working directory by its path, since a descriptor would lead under the cover,
 *     and leaves when that is not the directory that was looked at (a link swapped in meanwhile);
 *  2. says `ready` on descriptor 3 and waits for `go`: both death signals are armed by then, so a gateway that died in between
 *     starts nothing (it reads the end of the stream and leaves);
 *  3. runs the command as a child with nearly all capabilities gone (else root could unmount the cover), and passes on its exit
 *     code. As a child, because process 1 ignores signals that it does not handle, and `kill -TERM $$` must work.
 * Descriptors: 0 the table of mounts, 1 and 4 the command's output, 2 what setpriv, unshare and the stage itself have to say (of
 * a killed child, for one, which is no output of the command), 3 the conversation of step 2, 5 the working directory.
 *
 * Elsewhere a process group: weaker, since setsid leaves it, nothing is hidden, and it outlives kill -9 of the gateway.
 */
export type Containment =
  | { kind: 'namespace'; as: 'root' }
  | { kind: 'namespace'; as: 'user'; uid: number; gid: number }
  | { kind: 'process-group'; reason: string };

export type Launch = { file: string; args: string[] };

/**
 * All that root keeps: owning files, giving them away, signalling, changing its user, low ports. A list of what stays, since
 * any other one is a way out: sys_admin unmounts, sys_ptrace enters process 1 that still has it, dac_read_search opens files by
 * handle around the mount, mknod makes the disk, net_raw reads the gateway's own connections on the loopback interface.
 */
const KEPT = ['chown', 'dac_override', 'fowner', 'fsetid', 'kill', 'setgid', 'setuid', 'net_bind_service'];
const CAPABILITIES = ['-all', ...KEPT.map((name) => `+${name}`)].join(',');

/** What the gateway itself was started with, and does not know of. Needs bash: other shells know descriptors 0 to 9 only. */
const CLOSE_INHERITED =
  'for fd in /proc/self/fd/*; do fd=${fd##*/}; if [ "$fd" -gt 5 ]; then exec {fd}>&-; fi; done; unset fd; export -n SHLVL';

const stage = (confine: string) => `
${CLOSE_INHERITED}
if [ "$2" = hide ]; then mount -n -c -a -T /proc/self/fd/0 || exit 125; fi
cd -- "$1" || exit 125
[ . -ef /proc/self/fd/5 ] || { echo 'the working directory was moved' >&2; exit 125; }
exec 5<&-
unset OLDPWD
echo ready >&3
read -r _ <&3 || exit 125
(exec ${confine} bash "\${@:3}" </dev/null 2>&4 3>&- 4>&-)
exit $?
`;

/** Reads no argument as shell text; what bash adds is the search in PATH, and 126 or 127 with a message when there is nothing to run. */
const EXECUTE = 'exec -- "$@"';

/** The arguments of the bash that is, or becomes, the command. */
function bashArguments(program: ExecProgram): string[] {
  const plain = ['--noprofile', '--norc', '-c'];
  return 'script' in program ? [...plain, program.script, 'bash'] : [...plain, EXECUTE, 'bash', ...program.argv];
}

/** What starts `program` in `cwd` (absolute). `hide`: descriptor 0 is the table of mounts to make. */
export function launch(
  containment: Containment,
  command: { program: ExecProgram; cwd: string; hide: boolean },
): Launch {
  const bash = bashArguments(command.program);
  if (containment.kind === 'process-group') return { file: 'bash', args: bash };
  const asRoot = containment.as === 'root';
  const user = asRoot ? [] : ['--user', '--map-root-user'];
  const confine = asRoot
    ? `setpriv --bounding-set=${CAPABILITIES} --inh-caps=-all --`
    : `unshare --user --map-user=${containment.uid} --map-group=${containment.gid} --`;
  return {
    file: 'setpriv',
    args: [
      ...['--pdeathsig', 'KILL', 'unshare', ...user, '--pid', '--fork', '--kill-child=KILL', '--mount-proc', '--'],
      ...[
        'bash',
        '--noprofile',
        '--norc',
        '-c',
        stage(confine),
        'bash',
        command.cwd,
        command.hide ? 'hide' : 'plain',
        ...bash,
      ],
    ],
  };
}

/**
 * The table of mounts (fstab(5)) that closes `doors`, hides `hidden` and keeps `folder` visible when it lies inside what was
 * covered. The command starts in `folder`, so that /proc/self/cwd still leads to it when its path is already covered.
 */
export function mountTable(hidden: readonly string[], folder: string, doors: Doors): string {
  const row = (source: string, path: string, rest: string) => `${source} ${escapeField(path)} ${rest} 0 0\n`;
  const covered = [...doors.emptied, ...hidden];
  return [
    ...doors.readOnly.map((path) => row(escapeField(path), path, 'none rbind,ro')),
    ...(doors.ownTerminals ? [row('openfoal', '/dev/pts', 'devpts newinstance,ptmxmode=0666,mode=620')] : []),
    ...doors.blanked.map((path) => row('/dev/null', path, 'none bind')),
    ...covered.map((path) => row('openfoal', path, 'tmpfs size=64k,mode=755,nosuid,nodev')),
    ...(covered.some((path) => folder.startsWith(`${path}/`))
      ? [row('/proc/self/cwd', folder, 'none bind,X-mount.mkdir')]
      : []),
  ].join('');
}

const escapeField = (path: string) =>
  path.replace(/[\s\\#]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);
