import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findDoors, NO_DOORS } from './closed-doors.ts';
import { makeHostSubject } from './contract/host-subject.ts';
import { run } from './contract/subject.ts';
import { mountTable } from './host-containment.ts';
import { probeContainment } from './probe-containment.ts';

const subject = makeHostSubject(await probeContainment(process.env));
const asRoot = process.geteuid?.() === 0;
afterAll(() => subject.close());

test("a command sees nothing of a tmux server's folder, nor of another terminal", async () => {
  const multiplexer = mkdtempSync('/tmp/tmux-openfoal-');
  try {
    writeFileSync(join(multiplexer, 'default'), 'socket');
    const { output } = await run(subject, await subject.place(), { script: `ls -A ${multiplexer} /dev/pts` });
    expect(output).toBe(`/dev/pts:\nptmx\n\n${multiplexer}:\n`);
    expect(findDoors({ asRoot, uid: 0 }).emptied).toContain(multiplexer);
  } finally {
    rmSync(multiplexer, { recursive: true });
  }
});

test("screen's folder in the person's home is emptied, and root loses every user's run folder", () => {
  const personHome = mkdtempSync('/tmp/openfoal-person-');
  try {
    mkdirSync(join(personHome, '.screen'));
    const { emptied } = findDoors({ asRoot: true, uid: 0, personHome });
    expect(emptied).toContain(join(personHome, '.screen'));
    expect(emptied.includes('/run/user')).toBe(existsSync('/run/user'));
  } finally {
    rmSync(personHome, { recursive: true });
  }
});

test('each kind of door has its mount, and a folder inside an emptied one is bound back', () => {
  const doors = { emptied: ['/e'], blanked: ['/b'], readOnly: ['/r'], ownTerminals: true };
  expect(mountTable([], '/e/w', doors)).toBe(
    '/r /r none rbind,ro 0 0\n' +
      'openfoal /dev/pts devpts newinstance,ptmxmode=0666,mode=620 0 0\n' +
      '/dev/null /b none bind 0 0\n' +
      'openfoal /e tmpfs size=64k,mode=755,nosuid,nodev 0 0\n' +
      '/proc/self/cwd /e/w none bind,X-mount.mkdir 0 0\n',
  );
  expect(mountTable([], '/w', NO_DOORS)).toBe('');
});

test('a command can change no setting of the kernel and make or read no disk', async () => {
  const script = `
    for file in /proc/sys/kernel/core_pattern /proc/sysrq-trigger /sys/kernel/uevent_helper /sys/power/state; do
      test -w $file && echo "$file can be written"
    done
    mknod disk b 7 0 2>/dev/null && echo made
    for disk in /dev/*; do [ -b "$disk" ] && test -r "$disk" && echo "$disk can be read"; done
    true`;
  expect((await run(subject, await subject.place(), { script })).output).toBe('');
});

test('a command keeps a short list of capabilities, and none that another program could add', async () => {
  const script = 'grep -E "^Cap(Inh|Prm|Eff|Bnd|Amb)" /proc/self/status | tr -d "\\t"';
  const { output } = await run(subject, await subject.place(), { script });
  // chown, dac_override, fowner, fsetid, kill, setgid, setuid, net_bind_service
  const kept = 0b100_1111_1011n.toString(16);
  expect(kept).toBe('4fb');
  if (asRoot) {
    expect(output).toMatch(/CapInh:0{16}\nCapPrm:0{13}4fb\nCapEff:0{13}4fb\nCapBnd:0{13}4fb\nCapAmb:0{16}\n/);
  } else {
    expect(output).toMatch(/CapPrm:0{16}\nCapEff:0{16}\n/);
  }
});

test('common programs work: git, node, permissions, a terminal of its own', async () => {
  const script = `set -e
    git init -q . && git -c user.name=a -c user.email=a@b commit -q --allow-empty -m first && git log --format=%s
    '${process.execPath}' -p '1 + 1'
    touch file && chmod 640 file && chown ${asRoot ? '65534:65534' : '$(id -u)'} file && stat -c %a file
    script -qec 'tty' /dev/null | tr -d '\\r'`;
  const { output } = await run(subject, await subject.place(), { script });
  expect(output).toBe('first\n2\n640\n/dev/pts/0\n');
  expect(execFileSync('cat', ['/proc/self/mountinfo'], { encoding: 'utf8' })).not.toContain('devpts openfoal');
});
