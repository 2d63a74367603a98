import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeHostSubject } from './contract/host-subject.ts';
import { run } from './contract/subject.ts';
import { holdHiddenFolders } from './hidden-folders.ts';
import { createHostExecutor } from './host.ts';
import { createHostExec } from './host-exec.ts';
import { createHostSearch } from './host-search.ts';
import { probeContainment } from './probe-containment.ts';

const SECRET = 'the secret of the gateway';
const containment = await probeContainment(process.env);
const shared = makeHostSubject(containment);
const refusal = { code: 'TOOL_EXEC_FAILED', message: "OpenFoal's own folder was moved: restart the gateway." };

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-hidden-')));
  mkdirSync(join(root, 'data', 'home'), { recursive: true });
  mkdirSync(join(root, 'project'));
  writeFileSync(join(root, 'data', 'home', 'token'), SECRET);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function executorOver(home: string) {
  const executor = createHostExecutor({ containment, hiddenPaths: [home], env: process.env, now: () => 0 });
  const place = { sessionId: 's', folder: join(root, 'project') };
  return { executor, place, run: (script: string) => run({ ...shared, executor }, place, { script }) };
}

test('a command that moves a parent of OPENFOAL_HOME is the last one, and file tools stop too', async () => {
  const { executor, place, run: command } = executorOver(join(root, 'data', 'home'));
  await command(`mv '${root}/data' '${root}/moved'`);
  await expect(command(`cat '${root}/moved/home/token'`)).rejects.toMatchObject(refusal);
  await expect(executor.list(place, '.', 9)).rejects.toMatchObject(refusal);
  // Back at its place it is hidden again.
  renameSync(join(root, 'moved'), join(root, 'data'));
  expect((await command(`cat '${root}/data/home/token'`)).output).not.toContain(SECRET);
});

test('another folder put in the place of OPENFOAL_HOME hides nothing and is refused', async () => {
  const { run: command } = executorOver(join(root, 'data', 'home'));
  await command(`mv '${root}/data' '${root}/moved'; mkdir -p '${root}/data/home'`);
  await expect(command(`cat '${root}/moved/home/token'`)).rejects.toMatchObject(refusal);
  rmSync(join(root, 'data'), { recursive: true });
  symlinkSync(join(root, 'moved'), join(root, 'data'));
  await expect(command(`cat '${root}/moved/home/token'`)).rejects.toMatchObject(refusal);
});

test('OPENFOAL_HOME behind a link stays hidden when the link is taken away', async () => {
  symlinkSync(join(root, 'data', 'home'), join(root, '.openfoal'));
  const { run: command } = executorOver(join(root, '.openfoal'));
  await command(`rm '${root}/.openfoal'; mkdir '${root}/.openfoal'`);
  const { output } = await command(`cat '${root}/data/home/token' '${root}/.openfoal/token'`);
  expect(output).not.toContain(SECRET);
});

describe('a search', () => {
  const query = { path: '.', pattern: 'secret', regex: false, ignoreCase: false, maxMatches: 9, maxLineChars: 99 };
  const { signal } = new AbortController();

  test.each([true, false])('does not enter a home inside the folder (ripgrep: %s)', async (useRipgrep) => {
    const home = join(root, 'project', 'data', 'home');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'token'), SECRET);
    writeFileSync(join(root, 'project', 'data', 'notes'), 'no secret');
    symlinkSync(home, join(root, 'project', 'link'));
    const executor = createHostExecutor({
      containment,
      hiddenPaths: [home],
      env: process.env,
      now: () => 0,
      useRipgrep,
    });
    const place = { sessionId: 's', folder: join(root, 'project') };
    expect((await executor.search(place, query, signal)).matches).toEqual([
      { path: 'data/notes', line: 1, text: 'no secret' },
    ]);
    for (const path of ['data/home', 'data/home/token', 'link', 'link/token']) {
      await expect(executor.search(place, { ...query, path }, signal)).rejects.toMatchObject({
        code: 'PATH_OUTSIDE_WORKSPACE',
      });
    }
  });

  test('does not enter a home that was moved into the folder, neither before nor meanwhile', async () => {
    const home = join(root, 'data', 'home');
    const { executor, place } = executorOver(home);
    renameSync(home, join(place.folder, 'moved'));
    await expect(executor.search(place, query, signal)).rejects.toMatchObject(refusal);
    await expect(executor.readFile(place, 'moved/token', { offset: 0, maxBytes: 99 })).rejects.toMatchObject(refusal);
    renameSync(join(place.folder, 'moved'), home);

    // Moved after the look at its place, and before the walk comes to it.
    const real = holdHiddenFolders([home]);
    const hidden = {
      ...real,
      atTheirPlace() {
        const folders = real.atTheirPlace();
        looks += 1;
        if (looks === 2) renameSync(home, join(place.folder, 'moved'));
        return folders;
      },
    };
    let looks = 0;
    const found = await createHostSearch({ hidden })(place, query, signal);
    expect({ looks, ...found }).toEqual({ looks: 2, matches: [], truncated: false });
    real.close();
  });
});

test('a folder to hide that is not there is an error at the start, not nothing to hide', () => {
  expect(() => holdHiddenFolders([join(root, 'missing')])).toThrow('ENOENT');
});

test('OPENFOAL_HOME moved away while the mounts are made, and back before the command is let in, refuses the command', async () => {
  const home = join(root, 'data', 'home');
  const real = holdHiddenFolders([home]);
  let looks = 0;
  const hidden = {
    ...real,
    atTheirPlace() {
      looks += 1;
      // The fourth look is the one at the mounts that were made; the third made the table of what to cover.
      if (looks === 4) {
        renameSync(home, join(root, 'impostor'));
        renameSync(join(root, 'moved'), home);
      }
      const folders = real.atTheirPlace();
      if (looks === 3) {
        renameSync(home, join(root, 'moved'));
        mkdirSync(home);
      }
      return folders;
    },
  };
  const exec = createHostExec({ containment, hidden, env: process.env, now: () => 0 });
  const place = { sessionId: 's', folder: join(root, 'project') };
  const command = { argv: ['cp', join(home, 'token'), 'stolen'], cwd: '.', timeoutMs: 10_000, outputBytes: 1_000 };
  const io = { signal: new AbortController().signal, onOutput() {} };
  await expect(exec(place, command, io)).rejects.toMatchObject(refusal);
  expect({ looks, made: readdirSync(place.folder) }).toEqual({ looks: 4, made: [] });
  real.close();
});
