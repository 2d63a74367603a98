import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isIgnored, parseGitignore } from './gitignore.ts';

const RULES = [
  ...[
    '*.log',
    '!keep.log',
    '/top',
    'dir/',
    'a/b',
    '/a/*',
    '**/x',
    'a/**',
    'a/**/b',
    '**',
    '*',
    '/',
    '//',
    '',
    ' ',
    '#x',
    '\\#x',
  ],
  ...[
    '!',
    '!!a',
    '\\!a',
    'a\\ ',
    'a ',
    'a  ',
    '[ab]',
    '[!ab]',
    '[^ab]',
    '[a-c]x',
    '[]]',
    '[]-]',
    '[a',
    'a\\',
    'a?c',
    'a*c',
    '*a*',
  ],
  ...[
    'a**c',
    'a/**c',
    '**/a/**',
    '/**/b',
    'a/',
    '/a/',
    '*/b',
    'a/*/b',
    '\\*',
    '{a,b}',
    'ä*',
    '?',
    '??',
    '*.',
    '.*',
    '[[]',
    'a.b',
  ],
  ...['\ta', 'b\r', '*.log\n!x.log', '!x.log\n*.log', 'a/\n!a/b', 'a/*\n!a/b'],
];
// Of letters beyond ASCII git's `?` takes a byte, ours a letter.
const PATHS = [
  ...[
    'a',
    'b',
    'c',
    'x',
    'top',
    'keep.log',
    'x.log',
    'dir',
    '#x',
    '!a',
    'a ',
    'ax',
    'bx',
    'dx',
    'abc',
    'a]',
    ']',
    '-',
    '*',
    '{a,b}',
  ],
  ...[
    'a/b',
    'a/c',
    'a/x',
    'a/b/c',
    'a/c/b',
    'a/c/d/b',
    'b/a',
    'b/a/c',
    'dir/top',
    'c/keep.log',
    'c/x.log',
    'a.b',
    'a\\',
    '[',
    'äfoo',
  ],
];

test('each rule leaves out what git leaves out', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openfoal-ignore-'));
  try {
    execFileSync('git', ['init', '--quiet', folder]);
    for (const rule of RULES) {
      writeFileSync(join(folder, '.gitignore'), `${rule}\n`);
      const asked = { input: PATHS.join('\0'), encoding: 'utf8' } as const;
      const { stdout } = spawnSync('git', ['-C', folder, 'check-ignore', '--no-index', '-z', '--stdin'], asked);
      const byGit = stdout.split('\0').filter(Boolean);
      const files = [parseGitignore(`${rule}\n`, 0)];
      // As a walk does: what is in a folder that is left out is never asked for.
      const byUs = PATHS.filter((path) => {
        const names = path.split('/');
        return names.some((_, index) => isIgnored(files, names.slice(0, index + 1), index < names.length - 1));
      });
      expect({ rule, leftOut: byUs }).toEqual({ rule, leftOut: byGit });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a file further down decides before those above it, about what is below it alone', () => {
  const files = [parseGitignore('*.log\n/x', 0), parseGitignore('!keep.log\n/y', 1)];
  const leftOut = (path: string) => isIgnored(files, path.split('/'), false);
  expect(['a/keep.log', 'a/other.log', 'a/x', 'a/y', 'a/b/y', 'a/b/keep.log'].map(leftOut)).toEqual([
    ...[false, true, false, true, false, false],
  ]);
});
