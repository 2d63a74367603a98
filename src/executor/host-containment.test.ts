import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NO_DOORS } from './closed-doors.ts';
import { type HostSubject, makeHostSubject } from './contract/host-subject.ts';
import { run } from './contract/subject.ts';
import { type Containment, launch, mountTable } from './host-containment.ts';
import { probeContainment } from './probe-containment.ts';

let subject: HostSubject;
let containment: Containment;
beforeAll(async () => {
  containment = await probeContainment(process.env);
  subject = makeHostSubject(containment);
});
afterAll(() => subject.close());

/** Command lines of all processes that hold `text`. */
function processesWith(text: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(text));
}

async function until(condition: () => boolean, timeoutMs = 10_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('waited too long');
    await delay(5);
  }
}

describe('the death of the gateway', () => {
  test.each(['sleep', 'setsid', 'double fork'])('by kill -9 leaves no process of a command (%s)', async (how) => {
    const marker = `openfoal-orphan-${process.pid}-${how.replace(' ', '-')}`;
    const sleeper = `bash -c "exec -a ${marker} sleep 1000"`;
    const ways: Record<string, string> = {
      sleep: sleeper,
      setsid: `setsid ${sleeper} & wait`,
      'double fork': `(setsid ${sleeper} >/dev/null 2>&1 &); sleep 1000`,
    };
    const { folder } = await subject.place();
    const fixture = join(import.meta.dirname, 'contract/gateway.fixture.ts');
    const gateway = spawn(process.execPath, [fixture, subject.home, folder, ways[how] ?? ''], { stdio: 'ignore' });
    const isSleeping = () => processesWith(`${marker}\x001000`).length > 0;
    await until(isSleeping);
    gateway.kill('SIGKILL');
    await once(gateway, 'exit');
    await until(() => processesWith(marker).length === 0);
    expect(processesWith(marker)).toEqual([]);
  });

  test('before it let the command in means that the command never runs', async () => {
    const place = await subject.place();
    const { child, control } = startStage({ lookedAt: place.folder, entered: place.folder });
    await once(control, 'data');
    control.destroy();
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, ran: existsSync(join(place.folder, 'ran')) }).toEqual({ code: 125, ran: false });
  });
});

test('a working directory that is another one than was looked at is not worked in', async () => {
  const { folder } = await subject.place();
  for (const name of ['real', 'other']) mkdirSync(join(folder, name));
  symlinkSync('other', join(folder, 'swapped'));
  for (const entered of ['other', 'swapped']) {
    const { child, control } = startStage({ lookedAt: join(folder, 'real'), entered: join(folder, entered) });
    control.on('data', () => control.write('go\n'));
    const [code] = (await once(child, 'exit')) as [number];
    expect({ code, made: readdirSync(join(folder, 'other')) }).toEqual({ code: 125, made: [] });
  }
});

/** What a command goes through before it is let in, without the executor around it. */
function startStage({ lookedAt, entered }: { lookedAt: string; entered: string }) {
  const { file, args } = launch(containment, { program: { script: 'touch ran' }, cwd: entered, hide: false });
  const working = openSync(lookedAt, 'r');
  const child = spawn(file, args, { cwd: lookedAt, stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', working] });
  closeSync(working);
  // The fourth entry is the socket pair asked for in `stdio`.
  return { child, control: child.stdio[3] as Duplex };
}

test('when an aborted command resolves, not one of two hundred hidden processes is left', async () => {
  const marker = `openfoal-crowd-${process.pid}`;
  const place = await subject.place();
  const controller = new AbortController();
  const ran = await run(subject, place, {
    script: `for i in {1..200}; do (exec -a ${marker} setsid sleep 1000) >/dev/null 2>&1 & done; echo all; wait`,
    signal: controller.signal,
    onOutput: () => controller.abort(),
  });
  // At once, without waiting: the promise is that resolving means gone.
  expect(processesWith(marker)).toEqual([]);
  expect(ran.end).toBe('aborted');
});

describe('OPENFOAL_HOME', () => {
  test.each([
    ['by its path', (home: string) => `cat '${home}/token'`],
    ['by climbing out of the folder', () => 'cat ../../token'],
    ['through process 1', (home: string) => `cat "/proc/1/root${home}/token"`],
    ["through process 1's directory", () => 'cat /proc/1/cwd/../../token'],
    ['by unmounting the cover', (home: string) => `umount '${home}'; umount -l '${home}'; cat '${home}/token'`],
    ['by new namespaces', (home: string) => `unshare -Urm sh -c "umount '${home}'; cat '${home}/token'"`],
    [
      'by entering process 1',
      (home: string) => `nsenter -t 1 -m cat '${home}/token'; nsenter -t 1 -a cat '${home}/token'`,
    ],
    ["through the gateway's process", (home: string) => `cat "/proc/${process.pid}/root${home}/token"`],
    ['by a search', (home: string) => `grep -rs 'secret of' '${home}'`],
  ])('cannot be read by a command %s', async (_how, script) => {
    const place = await subject.place();
    const { output } = await run(subject, place, { script: script(subject.home) });
    expect(output).not.toContain('the secret of the gateway');
  });

  test("does not show other sessions' folders beside the own one", async () => {
    const other = await subject.place();
    writeFileSync(join(other.folder, 'theirs'), 'x');
    const place = await subject.place();
    mkdirSync(join(place.folder, 'sub'));
    expect((await run(subject, place, { script: 'find .. -name theirs' })).output).toBe('');
    expect((await run(subject, place, { script: 'find ../.. -name theirs', cwd: 'sub' })).output).toBe('');
  });

  test('shows nothing but the way to the own folder, where files written stay', async () => {
    const place = await subject.place();
    const { output } = await run(subject, place, { script: `find '${subject.home}' -mindepth 1; echo text > kept` });
    expect(output.trim().split('\n')).toEqual([join(subject.home, 'workspaces'), place.folder]);
    expect(readFileSync(join(place.folder, 'kept'), 'utf8')).toBe('text\n');
  });

  test('is hidden as well when it lies inside the folder, from commands and from file tools', async () => {
    const outer = makeHostSubject(containment);
    const home = join(outer.home, 'project', '.openfoal');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), 'the secret of the gateway');
    symlinkSync('.openfoal', join(outer.home, 'project', 'link'));
    const place = { sessionId: 's', folder: join(outer.home, 'project') };
    const { createHostExecutor } = await import('./host.ts');
    const executor = createHostExecutor({ containment, hiddenPaths: [home], env: process.env, now: () => 0 });
    const inner = { ...outer, executor };
    const { output } = await run(inner, place, {
      script: 'cat .openfoal/token; ls -A .openfoal; cd link && cat token',
    });
    expect(output).not.toContain('the secret of the gateway');
    const refused = { code: 'PATH_OUTSIDE_WORKSPACE' };
    await expect(executor.readFile(place, '.openfoal/token', { offset: 0, maxBytes: 9 })).rejects.toMatchObject(
      refused,
    );
    await expect(executor.list(place, '.openfoal', 9)).rejects.toMatchObject(refused);
    await expect(executor.writeFile(place, '.openfoal/x', new Uint8Array(), 'absent')).rejects.toMatchObject(refused);
    await expect(run(inner, place, { script: 'true', cwd: '.openfoal' })).rejects.toMatchObject(refused);
    await outer.close();
  });

  test('as the folder itself, or behind a folder that became a link, is refused', async () => {
    const refused = run(subject, { sessionId: 's', folder: subject.home }, { script: 'cat token' });
    await expect(refused).rejects.toMatchObject({ code: 'PATH_OUTSIDE_WORKSPACE' });
    const place = await subject.place();
    const link = `${place.folder}-link`;
    symlinkSync(subject.home, link);
    const linked = run(subject, { sessionId: 's', folder: link }, { script: 'cat token' });
    await expect(linked).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('keeps no trace of commands, and the machine no mount', async () => {
    const place = await subject.place();
    await run(subject, place, { script: 'true' });
    expect(readdirSync(subject.home).filter((name) => name.startsWith('.mounts'))).toEqual([]);
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain('openfoal\\040home');
  });
});

test('this machine holds commands together by namespaces, and the executor says so', () => {
  expect(containment.kind).toBe('namespace');
  expect(subject.executor.containment).toBe('namespace');
});

test('a machine without the programs for namespaces falls back to a process group and says why', async () => {
  const found = await probeContainment({ PATH: '/nonexistent', TMPDIR: process.env.TMPDIR });
  expect(found).toMatchObject({ kind: 'process-group', reason: expect.any(String) as unknown });
});

test('a containment that cannot be set up refuses the command instead of running it uncontained', async () => {
  const broken = makeHostSubject(containment);
  const { createHostExecutor } = await import('./host.ts');
  const executor = createHostExecutor({
    containment,
    hiddenPaths: [],
    env: { PATH: '/nonexistent' },
    now: () => 0,
  });
  const place = await broken.place();
  await expect(run({ ...broken, executor }, place, { script: 'touch ran' })).rejects.toMatchObject({
    code: 'TOOL_EXEC_FAILED',
  });
  expect(readdirSync(place.folder)).toEqual([]);
  await broken.close();
});

test('the descriptors that a command needed are closed after it, however it ended', async () => {
  const place = await subject.place();
  const open = () => readdirSync('/proc/self/fd').length;
  const refused = () => run(subject, place, { script: 'true', cwd: 'missing' }).catch(() => {});
  await run(subject, place, { script: 'true' });
  const before = open();
  for (let round = 0; round < 10; round += 1) {
    await run(subject, place, { script: 'sleep 1000 & echo x' });
    await run(subject, place, { script: 'true', signal: AbortSignal.abort() });
    await refused();
  }
  expect(open()).toBe(before);
});

test('paths with spaces, tabs, backslashes and hashes survive the table of mounts', () => {
  expect(mountTable(['/a b\t#\\'], '/a b\t#\\/w', NO_DOORS)).toBe(
    'openfoal /a\\040b\\011\\043\\134 tmpfs size=64k,mode=755,nosuid,nodev 0 0\n' +
      '/proc/self/cwd /a\\040b\\011\\043\\134/w none bind,X-mount.mkdir 0 0\n',
  );
  expect(mountTable(['/home'], '/homework', NO_DOORS)).toBe(
    'openfoal /home tmpfs size=64k,mode=755,nosuid,nodev 0 0\n',
  );
});
