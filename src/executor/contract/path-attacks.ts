import { beforeAll, describe, expect, test } from 'vitest';
import { isProtocolError } from '../../protocol/errors.ts';
import type { Executor, Place } from '../port.ts';
import { bytesOf, prepared, run, type SubjectOf, textOf } from './subject.ts';

/**
 * Paths that somebody gives who wants out, and what each operation answers. Hard links are not among the refused: a hard link
 * is the file, and no system tells it from one; what is promised is that writing to one name leaves the other alone. A file system
 * mounted inside the folder is part of it: only who may mount could put it there.
 */

const OPERATIONS = ['readFile', 'snapshot', 'writeFile', 'list', 'search', 'exec'] as const;
type Operation = (typeof OPERATIONS)[number];
type Attack = { name: string; path: (place: Place) => string; code: string; by: readonly Operation[] };

/** What the folder holds: links of every kind, special files, and names that look like something else. */
const FOLDER = `
  mkdir -p a/b/c; echo inside > file; echo inside > a/file; mkfifo fifo
  ln -s /etc/passwd link-file; ln -s /etc link-dir; ln -s / link-root; ln -s .. link-up; ln -s ../../.. a/link-up
  ln -s loop-2 loop-1; ln -s loop-1 loop-2; ln -s self self; ln -s chain-2 chain-1; ln -s chain-3 chain-2; ln -s /etc chain-3
  ln -s nowhere dangling; ln -s /nowhere/at/all dangling-out; ln -s file link-inner; ln -s a link-inner-dir; ln -s "$PWD" link-own
  ln -s /proc/self/root magic-root; ln -s /proc/self/cwd magic-cwd; ln -s /proc/self/fd/1 magic-fd; ln -s /proc/1/root magic-init
  ln -s /dev/zero link-device; ln -s /dev/stdin link-stdin; ln -s fifo link-fifo; ln -s /etc $'link\\nline'; ln -s /etc 'link '
  printf inside > $'caf\\xc3\\xa9'
  python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")'`;

const everywhere = (
  code: string,
  paths: Record<string, string | Attack['path']>,
  by: readonly Operation[] = OPERATIONS,
) =>
  Object.entries(paths).map(([name, path]): Attack => {
    return { name, path: typeof path === 'string' ? () => path : path, code, by };
  });
/** What is not there: writing makes it, and a snapshot says absent. */
const LOOKING: readonly Operation[] = ['readFile', 'list', 'search', 'exec'];
const AS_FILE: readonly Operation[] = ['readFile', 'snapshot', 'writeFile'];
const AS_FOLDER: readonly Operation[] = ['list', 'exec'];

export const PATH_ATTACKS: readonly Attack[] = [
  ...everywhere('PATH_OUTSIDE_WORKSPACE', {
    'the parent': '..',
    'the parent, with a slash': '../',
    'the parent of the parent': '../..',
    'the parent after a dot': './..',
    'a file beside the folder': '../secret',
    'down and further up': 'a/../..',
    'far down and further up': 'a/b/c/../../../../secret',
    'dots and parents mixed': 'a/./.././../file',
    'doubled slashes between parents': 'a//..//..//file',
    'a name of four dots, then up twice': '....//..//..',
    'up through what is not there': 'missing/../../secret',
    'up through a file': 'file/../../secret',
    'a thousand parents': '../'.repeat(1_000),
    'five hundred down, one more up': `${'a/'.repeat(500)}${'../'.repeat(501)}x`,
    'two thousand detours': `${'x/../'.repeat(2_000)}../y`,
    'the root': '/',
    'the root, twice': '//',
    'a folder of the system': '/etc',
    'a file of the system': '/etc/passwd',
    'a file of the system behind two slashes': '//etc/passwd',
    'a file of the system behind a dot': '/./etc/passwd',
    'a file of the system behind parents': '/../../etc/passwd',
    'the root by way of the process': '/proc/self/root',
    'the folder by way of the process': '/proc/self/cwd/file',
    'the root of process 1': '/proc/1/root',
    'a descriptor': '/proc/self/fd/0',
    'a descriptor as a device': '/dev/fd/0',
    'a device': '/dev/zero',
    'standard input': '/dev/stdin',
    'the folder for temporary files': '/tmp',
    'the parent, from the root': ({ folder }) => `${folder}/..`,
    'a sibling, from the root': ({ folder }) => `${folder}/../secret`,
    'a folder whose name begins alike': ({ folder }) => `${folder}-other/file`,
    'a folder whose name is shorter': ({ folder }) => folder.slice(0, -1),
    'the home above, from the root': ({ folder }) => `${folder}/../../token`,
    'out and in again by another way, then out': ({ folder }) => `${folder}/a/../../x`,
    'the own folder from the root of the process': ({ folder }) => `/proc/self/root${folder}/file`,
  }),
  ...everywhere('PATH_OUTSIDE_WORKSPACE', {
    'a link to a file': 'link-file',
    'a link to a folder': 'link-dir',
    'a link to a folder, with a slash': 'link-dir/',
    'a link to a folder, with a dot': 'link-dir/.',
    'a file behind a link': 'link-dir/passwd',
    'a file behind a link and a dot': './link-dir/./passwd',
    'a link after a detour': 'a/../link-dir',
    'a link, from the root': ({ folder }) => `${folder}/link-dir/passwd`,
    'a link to the root': 'link-root',
    'a file behind a link to the root': 'link-root/etc/passwd',
    'a link to the parent': 'link-up',
    'a file behind a link to the parent': 'link-up/secret',
    'a link upwards in a folder below': 'a/link-up/etc',
    'a loop of two links': 'loop-1',
    'a name behind a loop': 'loop-1/x',
    'a link to itself': 'self',
    'a chain of links': 'chain-1',
    'a file behind a chain of links': 'chain-1/passwd',
    'a link to nothing': 'dangling',
    'a name behind a link to nothing': 'dangling/x',
    'a link to nothing outside': 'dangling-out',
    'a link to a file inside': 'link-inner',
    'a link to a folder inside': 'link-inner-dir',
    'a file behind a link to a folder inside': 'link-inner-dir/file',
    'a link to the own folder': 'link-own',
    'a file behind a link to the own folder': 'link-own/file',
    "a link to the process's root": 'magic-root',
    "a file behind a link to the process's root": 'magic-root/etc/passwd',
    "a link to the process's folder": 'magic-cwd/file',
    'a link to a descriptor': 'magic-fd',
    'a link to the root of process 1': 'magic-init/etc/passwd',
    'a link to a device': 'link-device',
    'a link to standard input': 'link-stdin',
    'a link to a fifo': 'link-fifo',
    'a link with a line break in its name': 'link\nline/passwd',
    'a link with a space at its end': 'link /passwd',
  }),
  ...everywhere('TOOL_EXEC_FAILED', {
    'a NUL at the end': 'file\0',
    'a NUL before an ending': 'file\0.txt',
    'a NUL alone': '\0',
    'a NUL before parents': 'a\0/../..',
    'a name longer than names can be': 'n'.repeat(256),
    'a name longer than names can be, in bytes': 'é'.repeat(200),
    'a name below a file': 'file/below',
    'a name below a fifo': 'fifo/below',
    'a name below a socket': 'socket/below',
    'a fifo': 'fifo',
    'a socket': 'socket',
  }),
  ...everywhere(
    'TOOL_EXEC_FAILED',
    { 'a folder as a file': 'a', 'the folder itself': '.', nothing: '', 'a folder, with a slash': 'a/' },
    AS_FILE,
  ),
  ...everywhere(
    'TOOL_EXEC_FAILED',
    { 'a file as a folder': 'file', 'a file as a folder, with a slash': 'file/' },
    AS_FOLDER,
  ),
  ...everywhere(
    'NOT_FOUND',
    {
      'parents as URLs write them': '%2e%2e%2fsecret',
      'a slash as URLs write it': '..%2f..%2fetc%2fpasswd',
      'parents as URLs write them twice': '%252e%252e/secret',
      'a URL': 'file:///etc/passwd',
      'wide dots': '\uFF0E\uFF0E/secret',
      'dots of a leader': '\u2024\u2024/secret',
      'a slash of fractions': '..\u2044secret',
      'a slash of division': '..\u2215secret',
      'slashes as Windows writes them': '..\\..\\secret',
      'a drive': 'C:\\Windows',
      'a parent with a space behind it': '.. /secret',
      'a parent with a space before it': ' ../secret',
      'a parent behind a mark without width': '\u200B../secret',
      'a parent behind a byte order mark': '\uFEFF../secret',
      'a parent behind a mark that turns text': '\u202E../secret',
      'a parent with a line break': '..\n/secret',
      'three dots': '.../secret',
      'a parent with a parameter': '..;/secret',
      'a home': '~',
      'a file in a home': '~/.ssh/id_rsa',
      "somebody's home": '~root/.ssh',
      'a variable': '$HOME',
      'a variable in braces': `\${HOME}/x`,
      'what a shell would run': '$(pwd)/..x',
      'a pattern': '*',
      'an option': '--help',
      'another case': 'FILE',
      'a link in another case': 'LINK-DIR/passwd',
      'the same letters, composed otherwise': 'cafe\u0301',
      'bytes that are no text': 'caf\uFFFD',
    },
    LOOKING,
  ),
];

/** Ways that look alike and lead to a file whose content is `inside`. */
export const PATH_CONTROLS: Record<string, { make?: string; path: Attack['path'] }> = {
  'a plain name': { path: () => 'file' },
  'a name behind a dot': { path: () => './file' },
  'doubled slashes': { path: () => 'a//file' },
  'a parent that stays inside': { path: () => 'a/b/.././file' },
  'a link that is left again, which is not walked': { path: () => 'link-dir/../file' },
  'a file that is left again, which is not walked': { path: () => 'fifo/../file' },
  'from the root': { path: ({ folder }) => `${folder}/file` },
  'from the root, with detours': { path: ({ folder }) => `${folder}//a/../a/./file` },
  'from the root, over the parent and back': { path: ({ folder }) => `${folder}/../${folder.split('/').at(-1)}/file` },
  'a folder of three dots': { make: 'mkdir ...; echo inside > .../file', path: () => '.../file' },
  'names that begin and end with two dots': { make: 'mkdir ..a; echo inside > ..a/b..', path: () => '..a/b..' },
  'what URLs write for parents, as a name': { make: 'mkdir %2e%2e; echo inside > %2e%2e/f', path: () => '%2e%2e/f' },
  'a home, as a name': { make: "mkdir '~'; echo inside > '~/f'", path: () => '~/f' },
  'a backslash in a name': { make: "echo inside > '..\\x'", path: () => '..\\x' },
  'a line break in a name': { make: "mkdir $'a\\nb'; echo inside > $'a\\nb/c'", path: () => 'a\nb/c' },
  'a hard link': { make: 'ln file hard', path: () => 'hard' },
  'a hundred levels': {
    make: `p=$(printf 'd/%.0s' {1..100}); mkdir -p $p; echo inside > $p/f`,
    path: () => `${'d/'.repeat(100)}f`,
  },
  'the longest name': { make: `echo inside > ${'n'.repeat(255)}`, path: () => 'n'.repeat(255) },
};

export function pathAttackContract(subject: SubjectOf): void {
  const LISTING = 'find . -printf "%p %y %s %l\\n" | LC_ALL=C sort; cat file a/file';

  test('there are at least sixty attacks and ten controls, each with a name of its own', () => {
    expect(PATH_ATTACKS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(PATH_ATTACKS.map((attack) => attack.name)).size).toBe(PATH_ATTACKS.length);
    expect(Object.keys(PATH_CONTROLS).length).toBeGreaterThanOrEqual(10);
  });

  describe('an attack by path', () => {
    let place: Place;
    let before: string;
    beforeAll(async () => {
      place = await prepared(subject(), FOLDER);
      before = (await run(subject(), place, { script: LISTING })).output;
    });

    test.each(PATH_ATTACKS.map((attack) => [attack.name, attack.code, attack] as const))(
      'by %s is %s, and names no path of the host',
      async (_name, code, { path, by }) => {
        const given = path(place);
        for (const operation of by) {
          const error = await use(subject().executor, { operation, place, path: given }).catch(
            (thrown: unknown) => thrown,
          );
          expect({ operation, code: isProtocolError(error) ? error.code : error }).toEqual({ operation, code });
          expect(String(error).replace(JSON.stringify(given), '')).not.toMatch(/\/proc\/|workspaces/);
        }
      },
    );

    test('leaves everything as it was', async () => {
      expect((await run(subject(), place, { script: LISTING })).output).toBe(before);
    });
  });

  test.each(Object.entries(PATH_CONTROLS))('%s leads to the file that it names', async (_name, { make, path }) => {
    const { executor } = subject();
    const place = await prepared(subject(), `${FOLDER}\n${make ?? ''}`);
    const given = path(place);
    const { bytes, hash } = await executor.readFile(place, given, { offset: 0, maxBytes: 100 });
    expect(textOf(bytes)).toBe('inside\n');
    const found = await executor.search(place, { ...NEEDLE, path: given }, new AbortController().signal);
    expect(found.matches.map(({ text }) => text)).toEqual(['inside']);
    await executor.writeFile(place, given, bytesOf('written'), hash);
    expect(textOf((await executor.snapshot(place, given, 100)).bytes)).toBe('written');
  });

  test('writing to one name of a file with two leaves the other as it was', async () => {
    const place = await prepared(subject(), 'printf old > one; ln one two');
    const { hash } = await subject().executor.snapshot(place, 'one', 0);
    await subject().executor.writeFile(place, 'one', bytesOf('new'), hash);
    expect((await run(subject(), place, { script: 'cat one two' })).output).toBe('newold');
  });

  describe('a folder that is swapped for a link again and again', () => {
    const outcomes: Record<Exclude<Operation, 'readFile' | 'writeFile'>, string[]> = {
      snapshot: ['inside', 'absent'],
      list: ['mark'],
      search: ['inside', ''],
      exec: ['inside'],
    };
    test.each(Object.entries(outcomes))('never leads out by %s', async (operation, allowed) => {
      const place = await prepared(subject(), 'mkdir d; printf inside > d/mark');
      const outside = (await run(subject(), place, { script: 'mktemp -d' })).output.trim();
      await run(subject(), place, {
        script: `printf outside > ${outside}/mark; touch ${outside}/other; ln -s ${outside} link`,
      });
      const controller = new AbortController();
      const swapping = run(subject(), place, {
        script: 'while :; do mv -T d keep; mv -T link d; mv -T d link; mv -T keep d; done',
        signal: controller.signal,
        timeoutMs: 60_000,
      });
      const seen = new Set<string>();
      const rounds = operation === 'snapshot' || operation === 'list' ? 400 : 40;
      try {
        for (let round = 0; round < rounds || !seen.has(allowed[0] ?? ''); round += 1) {
          // A key of the table above.
          const call = { operation: operation as Operation, place, path: operation === 'snapshot' ? 'd/mark' : 'd' };
          seen.add(
            await use(subject().executor, call).catch((error: unknown) =>
              isProtocolError(error) ? error.code : String(error),
            ),
          );
        }
      } finally {
        controller.abort();
        await swapping;
        await run(subject(), place, { script: `rm -r ${outside}` });
      }
      const refusals = ['NOT_FOUND', 'PATH_OUTSIDE_WORKSPACE', 'TOOL_EXEC_FAILED'];
      expect([...seen].filter((each) => !allowed.includes(each) && !refusals.includes(each))).toEqual([]);
    });
  });
}

const NEEDLE = { pattern: 'side', regex: false, ignoreCase: false, maxMatches: 100, maxLineChars: 100 };

/** Does one operation and says in short what it gave. */
async function use(executor: Executor, call: { operation: Operation; place: Place; path: string }): Promise<string> {
  const { operation, place, path } = call;
  const signal = new AbortController().signal;
  switch (operation) {
    case 'readFile':
      return textOf((await executor.readFile(place, path, { offset: 0, maxBytes: 100 })).bytes);
    case 'snapshot': {
      const { bytes, hash } = await executor.snapshot(place, path, 100);
      return hash === 'absent' ? hash : textOf(bytes);
    }
    case 'writeFile':
      return (await executor.writeFile(place, path, bytesOf('written'), 'absent')).hash;
    case 'list':
      return (await executor.list(place, path, 100)).entries.map((entry) => entry.name).join(' ');
    case 'search':
      return (await executor.search(place, { ...NEEDLE, path }, signal)).matches.map(({ text }) => text).join(' ');
    case 'exec': {
      const command = { argv: ['cat', 'mark'], cwd: path, timeoutMs: 15_000, outputBytes: 1_000 };
      return (await executor.exec(place, command, { signal, onOutput() {} })).output;
    }
  }
}
