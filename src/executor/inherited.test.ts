import { execFileSync } from 'node:child_process';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeHostSubject } from './contract/host-subject.ts';
import { run } from './contract/subject.ts';
import { probeContainment } from './probe-containment.ts';

const subject = makeHostSubject(await probeContainment(process.env));
afterAll(() => subject.close());

test('a descriptor that the gateway inherited does not reach a command', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'openfoal-inherited-'));
  try {
    writeFileSync(join(folder, 'secret'), 'inherited secret');
    const fixture = join(import.meta.dirname, 'contract/gateway.fixture.ts');
    const { folder: place } = await subject.place();
    const script = 'exec 251<"$1"; exec "$2" "$3" "$4" "$5" "cat <&251; echo end"';
    const args = ['-c', script, 'bash', join(folder, 'secret'), process.execPath, fixture, subject.home, place];
    const output = execFileSync('bash', args, { encoding: 'utf8' });
    expect(output).not.toContain('inherited secret');
    expect(output).toContain('end\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('output that another process holds open neither holds the call nor reaches the next command', async () => {
  const writers: number[] = [];
  const holdPipes = () => {
    for (const name of writers.length === 0 ? readdirSync('/proc/self/fd') : []) {
      try {
        const path = `/proc/self/fd/${name}`;
        if (readlinkSync(path).includes('openfoal-pipes-'))
          writers.push(openSync(path, constants.O_WRONLY | constants.O_NONBLOCK));
      } catch {
        // The descriptor of the listing itself is gone by now.
      }
    }
  };
  try {
    const held = await run(subject, await subject.place(), { script: 'echo held', onOutput: holdPipes });
    expect(held).toMatchObject({ end: 'exited', output: 'held\n' });
    expect(writers.length).toBeGreaterThan(0);
    const next = run(subject, await subject.place(), {
      script: 'echo next; read -t 0.1 < <(sleep 1); true',
      onOutput: () => {
        for (const fd of writers) {
          try {
            writeSync(fd, 'injected');
          } catch {
            // EPIPE: nobody reads there any more, which is the point.
          }
        }
      },
    });
    expect((await next).output).toBe('next\n');
  } finally {
    for (const fd of writers) closeSync(fd);
  }
});
