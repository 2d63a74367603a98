import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProtocolError } from '../protocol/errors.ts';
import { type HiddenFolders, holdHiddenFolders } from './hidden-folders.ts';
import type { Containment } from './host-containment.ts';
import { createHostExec } from './host-exec.ts';

/**
 * Finds out, once at start, what this machine lets us do, by doing it: a namespace counts only when a command in it runs,
 * cannot see a file that is to be hidden, and can write to the folder inside what is hidden. Root needs nothing else; others
 * need user namespaces, which some systems switch off.
 */
export async function probeContainment(env: Readonly<Record<string, string | undefined>>): Promise<Containment> {
  if (process.platform !== 'linux') {
    return { kind: 'process-group', reason: 'this system has no process namespaces' };
  }
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  const wanted: Containment =
    uid === 0 ? { kind: 'namespace', as: 'root' } : { kind: 'namespace', as: 'user', uid, gid };
  const reason = await whyNot(wanted, env);
  return reason === undefined ? wanted : { kind: 'process-group', reason };
}

async function whyNot(
  containment: Containment,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const home = realpathSync(mkdtempSync(join(env.TMPDIR ?? '/tmp', 'openfoal-probe-')));
  let hidden: HiddenFolders | undefined;
  try {
    const folder = join(home, 'workspaces', 'probe');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(home, 'secret'), 'visible');
    hidden = holdHiddenFolders([home]);
    const exec = createHostExec({ containment, hidden, env, now: () => 0 });
    const script = 'cat ../../secret 2>/dev/null; echo written > mark && cat mark';
    const command = { script, cwd: '.', timeoutMs: 5_000, outputBytes: 1_024 };
    const io = { signal: new AbortController().signal, onOutput() {} };
    const { exitCode, output } = await exec({ sessionId: 'probe', folder }, command, io);
    return exitCode === 0 && output === 'written\n' ? undefined : `a probe command failed (exit code ${exitCode})`;
  } catch (error) {
    if (!isProtocolError(error)) throw error;
    const said = typeof error.cause === 'string' ? error.cause.trim().split('\n')[0] : undefined;
    return said || 'util-linux (setpriv, unshare, mount) is missing or may not make namespaces';
  } finally {
    hidden?.close();
    rmSync(home, { recursive: true, force: true });
  }
}
