/** What the demo is for: a whole task on real files, through the real gateway, with a person who approves. No key, no network. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ApprovalDisplay } from '../protocol/entities.ts';
import { ends, newKey } from '../testing/bare-client.ts';
import { startTestGateway } from '../testing/test-gateway.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-task-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A repository with a bug that its own test finds. */
function makeRepository(): string {
  const origin = join(folder, 'origin');
  mkdirSync(join(origin, 'src'), { recursive: true });
  writeFileSync(join(origin, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(origin, 'src/add.js'), 'export function add(a, b) {\n  return a - b;\n}\n');
  writeFileSync(
    join(origin, 'add.test.js'),
    [
      "import assert from 'node:assert';",
      "import { test } from 'node:test';",
      "import { add } from './src/add.js';",
      "test('adds', () => assert.equal(add(2, 3), 5));",
      '',
    ].join('\n'),
  );
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: origin });
  git('init', '-q');
  git('add', '.');
  git('commit', '-q', '-m', 'a bug');
  return origin;
}

test('clone a repository, see its test fail, find the bug, mend it with an approved diff, test again, and remember it', async () => {
  const origin = makeRepository();
  await using gateway = await startTestGateway();
  const client = await gateway.connect();
  const stream = client.stream();
  await stream.started;
  const { id: sessionId } = await client.call('sessions.create', {
    folder: realpathSync(mkdtempSync(join(folder, 'work-'))),
    idempotencyKey: newKey(),
  });

  const approved: ApprovalDisplay[] = [];
  const asked = new Set<string>();
  /** Sends a message and approves whatever it asks for, until the run has ended. Answers how its calls ended. */
  async function say(...lines: string[]): Promise<[string, string, string][]> {
    const from = stream.envelopes.length;
    const { runId } = await client.call('agent.run', {
      sessionId,
      input: lines.join('\n'),
      idempotencyKey: newKey(),
    });
    for (;;) {
      const next = await stream.until(
        (e) => ends(runId)(e) || (e.event === 'approval.required' && !asked.has(e.payload.approval.approvalId)),
      );
      if (next.event !== 'approval.required') break;
      const { approvalId, display } = next.payload.approval;
      asked.add(approvalId);
      approved.push(display);
      await client.call('approval.resolve', { approvalId, decision: 'approve', idempotencyKey: newKey() });
    }
    return stream.envelopes
      .slice(from)
      .flatMap((e): [string, string, string][] =>
        e.event === 'agent.tool_result' && e.payload.status !== 'running'
          ? [[e.payload.toolName, e.payload.status, e.payload.output ?? '']]
          : [],
      );
  }

  expect(await say(`run git clone -q "${origin}" app && cd app && node --test`)).toEqual([
    ['bash.exec', 'failed', expect.stringMatching(/fail 1\b[\s\S]*\[exit code 1\]$/)],
  ]);
  expect(
    await say(
      'search "return a" in app',
      'edit app/src/add.js: a - b => a + b',
      'run cd app && node --test',
      'remember add() in app subtracted, and its test found it',
      'recall add() test',
    ),
  ).toEqual([
    ['file.search', 'success', 'app/src/add.js:2:   return a - b;'],
    ['file.edit', 'success', 'Changed app/src/add.js (now 46 bytes).'],
    ['bash.exec', 'success', expect.stringMatching(/pass 1\b/)],
    ['memory.append', 'success', expect.any(String)],
    ['memory.search', 'success', expect.stringContaining('add() in app subtracted, and its test found it')],
  ]);
  expect(approved.map(({ kind }) => kind)).toEqual(['command', 'file', 'command']);
  expect(approved[1]).toMatchObject({
    path: 'app/src/add.js',
    diff: [
      '--- a/app/src/add.js',
      '+++ b/app/src/add.js',
      '@@ -1,3 +1,3 @@',
      ' export function add(a, b) {',
      '-  return a - b;',
      '+  return a + b;',
      ' }',
      '',
    ].join('\n'),
  });

  // Whoever was not there can replay it: from the history, and from the file of the transcript.
  const { events } = await client.call('sessions.history', { sessionId, limit: 1_000 });
  expect(events).toEqual(stream.envelopes.filter((envelope) => envelope.sessionId === sessionId));
  const transcript = readFileSync(join(gateway.home, 'transcripts', `${sessionId}.jsonl`), 'utf8')
    .trim()
    .split('\n');
  expect(transcript).toHaveLength(events.length);
});
