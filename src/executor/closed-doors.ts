import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What is covered besides OPENFOAL_HOME. Real paths; each was there a moment ago. */
export type Doors = {
  /** Replaced by an empty directory. */
  emptied: readonly string[];
  /** Files, sockets and devices, replaced by /dev/null. */
  blanked: readonly string[];
  /** Bound over themselves read-only. */
  readOnly: readonly string[];
  /** A /dev/pts of the command's own: it opens no terminal of the person's. */
  ownTerminals: boolean;
};

export const NO_DOORS: Doors = { emptied: [], blanked: [], readOnly: [], ownTerminals: false };

/** Engines and managers that run anything for whoever may open their socket, outside of every containment. */
const ENGINE_SOCKETS = [
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/crio/crio.sock',
  '/run/systemd/private',
  '/run/dbus/system_bus_socket',
];
/** What root may write without any capability, to change the kernel or to have it run a program outside. */
const KERNEL_SETTINGS = [
  ...['/proc/sys', '/proc/sysrq-trigger', '/proc/irq', '/proc/bus', '/proc/fs'],
  // Part by part: mount(8) takes /sys bound over itself for mounted already, and leaves it out.
  ...['/sys/kernel', '/sys/power', '/sys/module', '/sys/bus', '/sys/devices', '/sys/firmware'],
];

/**
 * Well-known ways from a command to the person's terminal (tmux, screen, the user's service manager) and to engines that
 * run anything outside, as far as they exist now. Root also loses the kernel's settings and the raw disks, on which the
 * database can be read around every mount. What is left open: docs/decisions/0008.
 */
export function findDoors({ asRoot, uid, personHome }: { asRoot: boolean; uid: number; personHome?: string }): Doors {
  const screens = personHome === undefined ? [] : [join(personHome, '.screen')];
  const folders = [asRoot ? '/run/user' : `/run/user/${uid}`, '/run/screen', '/run/podman', ...screens];
  const multiplexers = namesIn('/tmp', (entry) => entry.isDirectory() && entry.name.startsWith('tmux-'));
  const disks = asRoot ? ['/dev', '/dev/mapper'].flatMap((dir) => namesIn(dir, (entry) => entry.isBlockDevice())) : [];
  return {
    emptied: [...folders.filter(isDirectory), ...multiplexers],
    blanked: [...ENGINE_SOCKETS.filter((path) => existsSync(path)), ...disks],
    readOnly: asRoot ? KERNEL_SETTINGS.filter((path) => existsSync(path)) : [],
    ownTerminals: existsSync('/dev/pts/ptmx'),
  };
}

function namesIn(
  folder: string,
  wanted: (entry: { name: string; isDirectory(): boolean; isBlockDevice(): boolean }) => boolean,
): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.filter(wanted).map((entry) => join(folder, entry.name));
  } catch {
    // Not there, or not readable and so no way for a command of the same user either.
    return [];
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
