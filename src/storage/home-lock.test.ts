import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockHome } from './home-lock.ts';

let home: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'openfoal-lock-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(home, { recursive: true });
});

/** Another gateway that asks for the home; answers what it says. */
async function another(): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'home-lock.fixture.ts'), join(home, 'lock')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const [chunk] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return { child, said: chunk.toString().trim() };
}

test('a home that another process has is refused with a sentence that says what to do', async () => {
  expect((await another()).said).toBe('held');
  expect(() => lockHome(join(home, 'lock'))).toThrow(
    expect.objectContaining({ code: 'STORAGE_UNAVAILABLE', message: expect.stringContaining('Another gateway') }),
  );
});

test('a home that this process has is refused to another, until it lets go', async () => {
  const unlock = lockHome(join(home, 'lock'));
  expect((await another()).said).toBe('STORAGE_UNAVAILABLE');
  unlock();
  expect((await another()).said).toBe('held');
});

test('a holder that is killed leaves no lock behind', async () => {
  const { child } = await another();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const unlock = lockHome(join(home, 'lock'));
  unlock();
});

test('a place where no lock can be made is refused as such, not as another gateway', () => {
  mkdirSync(join(home, 'lock'));
  expect(() => lockHome(join(home, 'lock'))).toThrow(
    expect.objectContaining({ code: 'STORAGE_UNAVAILABLE', message: expect.not.stringContaining('gateway') }),
  );
});
