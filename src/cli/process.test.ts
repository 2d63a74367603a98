/** The command line as a script sees it: real processes against a real gateway with the demo model. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Envelope } from '../protocol/events.ts';
import { startTestGateway, type TestGateway, USER_TOKEN } from '../testing/test-gateway.ts';
import { runCli, startCli } from './cli.fixture.ts';
import { readGatewayFile, writeGatewayFile } from './gateway/gateway-file.ts';

let gateway: TestGateway;
let home: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  home = gateway.home;
  writeGatewayFile(home, { url: `http://127.0.0.1:${gateway.port}`, pid: process.pid });
});
afterAll(() => gateway[Symbol.asyncDispose]());

const asUser = { OPENFOAL_TOKEN: USER_TOKEN };
const events = (stdout: string): Envelope[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => Envelope.parse(JSON.parse(line)));
const signInLink = (): string =>
  `http://localhost:${gateway.port}/signin#code=${gateway.server.application.gateway.authenticator.mintCode()}`;
/** A run that waits, and its approval. */
async function asked(command: string): Promise<string> {
  const { code, stdout } = await runCli({ home }, 'run', '--json', `run ${command}`);
  expect(code).toBe(4);
  const last = events(stdout).at(-1);
  if (last?.event !== 'approval.required') throw new Error(`the last event is ${last?.event}`);
  return last.payload.approval.approvalId;
}

describe('refusals', () => {
  let empty: string;
  beforeAll(() => {
    empty = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-cli-')));
  });
  afterAll(() => rmSync(empty, { recursive: true, force: true }));

  test.each([
    ['an unknown command', ['bogus'], 'there is no command "bogus"'],
    ['an unknown option', ['run', '--bogus', 'x'], "Unknown option '--bogus'"],
    ['no message', ['run'], 'There is no message'],
    ['an empty message', ['run', '-'], 'The message is empty'],
    ['a time that is none', ['run', '--timeout', 'soon', 'x'], '--timeout must be a number'],
    [
      'options of a new session for an old one',
      ['run', '--session', 's', '--mode', 'local', 'x'],
      '--mode is for a new session',
    ],
    ['an address that is none', ['run', '--url', 'ftp://x', 'x'], '--url must be an address'],
    ['a chat without a terminal', ['chat'], 'openfoal run'],
    ['an option of another command', ['start', '--json'], "Unknown option '--json'"],
    ['an approval without an id', ['approvals', 'approve'], 'approve which approval?'],
  ])('%s: exit code 2, said in a sentence', async (_what, args, message) => {
    const { code, stdout, stderr } = await runCli({ home: empty }, ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  test('no gateway: exit code 3, and what to do', async () => {
    const nothing = await runCli({ home: empty }, 'run', 'x');
    expect([nothing.code, nothing.stdout]).toEqual([3, '']);
    expect(nothing.stderr).toContain('openfoal start');
    // What a crash left behind names nobody.
    writeFileSync(join(empty, 'gateway.json'), JSON.stringify({ url: 'http://127.0.0.1:9', pid: 2 ** 22 + 1 }));
    expect((await runCli({ home: empty }, 'run', 'x')).stderr).toContain('No gateway runs on this OPENFOAL_HOME');
    expect(await runCli({ home: empty }, 'run', '--url', 'http://127.0.0.1:9', 'x')).toMatchObject({ code: 3 });
  });

  test('a wrong credential: exit code 3, and it is not shown', async () => {
    const { code, stderr } = await runCli({ home }, 'run', '--token', 'wrong-token-0123456789', 'x');
    expect(code).toBe(3);
    expect(stderr).toContain('does not accept this credential');
    expect(stderr).not.toContain('wrong-token');
  });

  test('a session that is not there: exit code 1 with the code of the protocol', async () => {
    const { code, stderr } = await runCli({ home }, 'run', '--session', 'ses_none', 'x');
    expect([code, stderr]).toEqual([1, expect.stringContaining('NOT_FOUND')]);
  });
});

describe('run', () => {
  test('the answer is on stdout, what was done on stderr', async () => {
    const { code, stdout, stderr } = await runCli({ home }, 'run', 'list');
    expect(code).toBe(0);
    expect(stdout).toContain('`file.list .` succeeded');
    expect(stdout).not.toContain('●');
    expect(stderr).toContain('● file.list');
    expect(stderr).toContain('✓ success');
  });

  test('a message from standard input, in a session that goes on', async () => {
    const first = events((await runCli({ home, input: 'help\n' }, 'run', '--json', '-')).stdout);
    const sessionId = first[0]?.sessionId ?? '';
    const second = await runCli({ home }, 'run', '--json', '--quiet', '--session', sessionId, 'list');
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const later = events(second.stdout);
    expect(new Set(later.map((event) => event.sessionId))).toEqual(new Set([sessionId]));
    expect(later[0]).toMatchObject({ event: 'agent.accepted', payload: { input: 'list' } });
    expect(later[0]?.seq).toBeGreaterThan(first.at(-1)?.seq ?? 0);
  });

  test('--json: every event of the run once, in order, the last one its end', async () => {
    const { code, stdout, stderr } = await runCli({ home }, 'run', '--json', 'stream 50 fast');
    expect([code, stderr]).toEqual([0, '']);
    const told = events(stdout);
    const seqs = told.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(told[0]?.event).toBe('agent.accepted');
    expect(told.at(-1)?.event).toBe('agent.completed');
    expect(told.filter(({ event }) => event === 'agent.completed')).toHaveLength(1);
  });

  test('a run that fails: exit code 1, the reason and its trace on stderr, nothing on stdout', async () => {
    expect(await runCli({ home }, 'run', '-q', 'fail')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/\(MODEL_UNAVAILABLE, trace [0-9a-f]{32}\)/),
    });
  });

  test('a time that is over stops the run', async () => {
    const { code, stdout, stderr } = await runCli({ home }, 'run', '--json', '--timeout', '0.5', 'stream 5000');
    expect(code).toBe(1);
    expect(stderr).toContain('The time is over');
    expect(events(stdout).at(-1)).toMatchObject({ event: 'agent.failed', payload: { status: 'aborted' } });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the run and waits for its end: exit code 130', async (signal) => {
    const { child, ended } = startCli({ home }, 'run', '--json', 'stream 5000');
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    child.kill(signal);
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(events(stdout).at(-1)).toMatchObject({ event: 'agent.failed', payload: { status: 'aborted' } });
  });

  test('a restart of the gateway in the middle: the same run, every event once', async () => {
    await using own = await startTestGateway();
    writeGatewayFile(own.home, { url: `http://127.0.0.1:${own.port}`, pid: process.pid });
    const { child, ended } = startCli({ home: own.home }, 'run', '--json', 'stream 60');
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    await own.restart();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    const told = events(stdout);
    const seqs = told.map(({ seq }) => seq);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
    expect(new Set(told.flatMap((event) => ('runId' in event.payload ? [event.payload.runId] : []))).size).toBe(1);
  });
});

describe('approvals', () => {
  test('a run that waits: exit code 4, what would run, and how to decide', async () => {
    const { code, stdout, stderr } = await runCli({ home }, 'run', 'run echo hello');
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain('  echo hello\n');
    expect(stderr).toMatch(/openfoal approvals approve apr_\w+/);
  });

  test('the token of the home may look and may not decide', async () => {
    const id = await asked('echo one');
    expect((await runCli({ home }, 'approvals')).stdout).toContain(id);
    expect((await runCli({ home }, 'approvals', 'show', id)).stdout).toContain('  echo one\n');
    const refused = await runCli({ home }, 'approvals', 'approve', id);
    expect([refused.code, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toContain('FORBIDDEN');
    expect(refused.stderr).toContain('--sign-in');
    const [approval] = JSON.parse((await runCli({ home }, 'approvals', '--json')).stdout) as { status: string }[];
    expect(approval?.status).toBe('pending');
  });

  test('a user decides, once; the second answer is refused', async () => {
    const id = await asked('echo two');
    const where = { home, environment: asUser };
    expect(await runCli(where, 'approvals', 'reject', id, '--comment', 'not today')).toMatchObject({ code: 0 });
    const late = await runCli(where, 'approvals', 'approve', id);
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('APPROVAL_ALREADY_RESOLVED')]);
    const shown = JSON.parse((await runCli({ home }, 'approvals', 'show', id, '--json')).stdout) as unknown;
    expect(shown).toMatchObject({ status: 'rejected', comment: 'not today' });
  });

  test('a sign-in link makes a user of one command, and is used up', async () => {
    const id = await asked('echo three');
    const link = signInLink();
    expect(await runCli({ home }, 'approvals', 'approve', id, '--sign-in', link)).toMatchObject({ code: 0 });
    const again = await runCli({ home }, 'approvals', 'approve', id, '--sign-in', link);
    expect([again.code, again.stderr]).toEqual([3, expect.stringContaining('used up or too old')]);
  });

  test('--wait: the run goes on when somebody else decides', async () => {
    const { child, ended } = startCli({ home }, 'run', '--wait', 'run echo waited');
    let stderr = '';
    const id = await new Promise<string>((resolve) => {
      child.stderr?.on('data', (chunk: Buffer) => {
        stderr += chunk.toString();
        const [, found] = /approvals approve (apr_\w+)\n/.exec(stderr) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    await runCli({ home, environment: asUser }, 'approvals', 'approve', id);
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(stdout).toContain('waited');
  });
});

describe('looking', () => {
  test('sessions: a table, one of them with what was said, and JSON', async () => {
    const { stdout } = await runCli({ home }, 'run', '--json', 'list');
    const sessionId = events(stdout)[0]?.sessionId ?? '';
    expect((await runCli({ home }, 'sessions')).stdout).toMatch(
      new RegExp(`^ID .*\\n(.*\\n)*${sessionId} +idle +local`),
    );
    const shown = (await runCli({ home }, 'sessions', 'show', sessionId)).stdout;
    expect(shown).toContain('› list\n');
    expect(shown).toContain('● file.list');
    const json = JSON.parse((await runCli({ home }, 'sessions', 'show', sessionId, '--json')).stdout) as {
      events: unknown[];
    };
    expect(json.events.length).toBeGreaterThan(3);
  });

  test('help and version', async () => {
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(await runCli({ home }, '--version')).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect((await runCli({ home }, 'help')).stdout).toContain('approvals');
    expect((await runCli({ home }, 'run', '--help')).stdout).toContain('--timeout <seconds>');
    expect((await runCli({ home }, 'help', 'run')).stdout).toContain('--timeout <seconds>');
  });
});

test('gateway.json is for its owner alone, and goes with the gateway that wrote it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'openfoal-cli-'));
  const mine = { url: 'http://127.0.0.1:1', pid: process.pid };
  const forget = writeGatewayFile(folder, mine);
  expect(statSync(join(folder, 'gateway.json')).mode & 0o777).toBe(0o600);
  expect(readGatewayFile(folder)).toEqual(mine);
  expect(readGatewayFile(folder, { exists: () => false, birthOf: () => undefined })).toBeUndefined();
  const other = { url: 'http://127.0.0.1:2', pid: process.ppid };
  writeGatewayFile(folder, other);
  forget();
  expect(readGatewayFile(folder)).toEqual(other);
  rmSync(folder, { recursive: true });
});
