/**
 * A task as people have them, for tests of the whole: a small repository with a bug, and what has to be done to mend it. The words
 * are those of docs/examples/fix-a-bug.md, so that the page and the product cannot differ.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Answer } from './fake-scenes.ts';

const PAGE = resolve(import.meta.dirname, '../../docs/examples/fix-a-bug.md');

const SOURCE = `export function total(price, discount) {
  return price + discount;
}
`;
const TEST = `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from '../src/total.mjs';

test('a discount lowers the total', () => {
  assert.equal(total(100, 20), 80);
});
`;
const FILES = {
  'package.json': '{ "name": "shop", "type": "module" }\n',
  'src/total.mjs': SOURCE,
  'test/total.test.mjs': TEST,
};

export type RealTask = Disposable & {
  /** Where the repository is cloned from. */
  repository: string;
  /** The message of the page, for the demo model. */
  message: string;
  /** What a real model answers, step by step, to do the same. */
  answers: Answer[];
};

/** Makes the repository in a folder of its own, and what is said about it. */
export function makeRealTask(): RealTask {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-task-')));
  const work = join(folder, 'work');
  for (const [path, content] of Object.entries(FILES)) {
    mkdirSync(join(work, path, '..'), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  const git = (...args: string[]) => execFileSync('git', ['-C', work, ...args], { stdio: 'pipe' });
  git('init', '--quiet', '--initial-branch=main');
  git('add', '.');
  git('-c', 'user.name=Shop', '-c', 'user.email=shop@example.com', 'commit', '--quiet', '--message', 'the shop');
  const repository = join(folder, 'shop.git');
  git('clone', '--quiet', '--bare', work, repository);

  const lines = messageOf(readFileSync(PAGE, 'utf8')).replaceAll('<repository>', repository).split('\n');
  const [cloneAndTest = '', , , testAgain = '', remember = ''] = lines.map((line) => line.replace(/^\w+ /, ''));
  const call = (name: string, args: Record<string, unknown>) => ({ toolCalls: [{ name, args }] });
  return {
    repository,
    message: lines.join('\n'),
    answers: [
      {
        reasoning: 'First the tests.',
        text: 'I clone it and run its tests.',
        ...call('bash.exec', { command: cloneAndTest }),
      },
      { text: 'Where is the discount?', ...call('file.search', { pattern: 'discount', path: 'shop/src' }) },
      {
        text: 'It is added.',
        ...call('file.edit', {
          path: 'shop/src/total.mjs',
          edits: [{ oldText: 'price + discount', newText: 'price - discount' }],
        }),
      },
      call('bash.exec', { command: testAgain }),
      call('memory.append', { text: remember }),
      { text: 'The discount is taken off now, and the tests pass.' },
    ],
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function messageOf(page: string): string {
  const message = /```openfoal\n([\s\S]*?)\n```/.exec(page)?.[1];
  if (message === undefined) throw new Error(`${PAGE} holds no message`);
  return message;
}
