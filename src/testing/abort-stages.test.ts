/** A run that is stopped ends as aborted, wherever it was, and leaves no process, no connection and no half-written file. */
import {
  closeSync,
  linkSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FaultPoint } from '../domain/run/run-deps.ts';
import type { PurgePoint } from '../domain/session/purge-sessions.ts';
import { createHostExecutor } from '../executor/host.ts';
import { clientFor, type Site, startRawSite } from '../executor/http/site.fixture.ts';
import type { Executor } from '../executor/port.ts';
import { probeContainment } from '../executor/probe-containment.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { createMemoryFiles } from '../storage/memory/files.ts';
import { createToolRegistry } from '../tools/registry.ts';
import { ends, newKey } from './bare-client.ts';
import { processesWith } from './faults/harness.ts';
import { answers, finish, hangs, type Script, scriptedModels, text, toolCall } from './scripted-models.ts';
import { startTestGateway } from './test-gateway.ts';

const MARKER = `openfoal-abort-stages-${process.pid}`;
const SCOPE = { tenantId: 't_default', workspaceId: 'w_default' };
const MIB = 1024 * 1024;

/** What a stage is made of: it says when it is reached, and may wait there until the run is stopped. */
type Scene = {
  /** The session's folder; removed afterwards. */
  folder: string;
  site: Site;
  reached(): void;
  /** Resolves when the run's signal is aborted. */
  stopped: Promise<void>;
};

type Stage = {
  scripts: (scene: Scene) => Script[];
  /** A crash point that counts as reached. */
  at?: FaultPoint;
  /** As the journal tells of the calls that were made. */
  calls?: string[];
  /** By which event it is known that the stage is reached, when nothing says `reached`. */
  event?: string;
  policy?: Record<string, unknown>;
  /** Waits inside these operations until the run is stopped, and then lets them go on. */
  slow?: ('snapshot' | 'writeFile' | 'appendOnce' | 'countTokens')[];
  prepare?: (scene: Scene) => void;
  check?: (scene: Scene) => Promise<void> | void;
};

const one = (name: string, args: Record<string, unknown>) => () => [answers(toolCall(name, args), finish)];
/** A tree that hears no signal but the last one, and lets a part of it go off into a session of its own. */
const STUBBORN = `trap '' TERM HUP INT; setsid sleep 300 & (trap '' TERM; sleep 301) & echo up; sleep 302; : ${MARKER}`;
const OLD = 'one\n'.repeat(100_000);
const file = ({ folder }: Scene) => readFileSync(join(folder, 'file.txt'), 'utf8');
const down: Script = async function* () {
  yield text('half of it');
  throw new ProtocolError('MODEL_UNAVAILABLE', 'test/scripted is down');
};

const STAGES: Record<string, Stage> = {
  'before the first token': {
    scripts: ({ reached }) => [
      (request, signal) => {
        reached();
        return hangs()(request, signal);
      },
    ],
  },
  'while the model speaks': { scripts: () => [hangs(text('half'))], event: 'agent.delta' },
  'between a model that failed and the next one, which is then not asked': {
    scripts: () => [down, answers(text('too late'), finish)],
    policy: { modelPolicy: { fallbacks: ['test/next'], maxCostUsdPerRun: 100 } },
    // Tokens are counted before each model is asked: once for the first one, then for what it said, then for the next one.
    slow: ['countTokens'],
  },
  'while a person is asked': {
    scripts: one('bash.exec', { command: `echo never; : ${MARKER}` }),
    policy: { toolPolicy: { tools: { 'bash.exec': 'approval-required' } } },
    event: 'approval.required',
    calls: ['failed'],
  },
  'while a call is looked at for the last time': {
    scripts: one('file.edit', { path: 'file.txt', edits: [{ oldText: 'last', newText: 'new' }] }),
    slow: ['snapshot'],
    calls: ['failed'],
    check: (scene) => expect(file(scene)).toBe(`${OLD}last\n`),
  },
  'as soon as a command is claimed': {
    scripts: one('bash.exec', { command: STUBBORN }),
    at: 'tool.claimed',
    calls: ['failed'],
  },
  'while a script runs that hears no signal': {
    scripts: one('bash.exec', { command: STUBBORN }),
    event: 'agent.tool_result',
    calls: ['failed'],
  },
  'while a program runs that hears no signal': {
    scripts: one('bash.exec', { argv: ['bash', '-c', STUBBORN] }),
    event: 'agent.tool_result',
    calls: ['failed'],
  },
  'while gigabytes are searched': {
    scripts: one('file.search', { pattern: 'needle' }),
    prepare: ({ folder }) => fill(folder),
    at: 'tool.started',
    calls: ['failed'],
  },
  'while a server does not answer': {
    scripts: ({ site }) => one('http.request', { method: 'GET', url: `http://hanging.example:${site.port}/` })(),
    calls: ['failed'],
    check: ({ site }) => site.empty(),
  },
  'while a file is written, which is then whole': {
    scripts: one('file.write', { path: 'file.txt', content: 'two\n'.repeat(100_000) }),
    slow: ['writeFile'],
    calls: ['success'],
    check: (scene) => expect(file(scene)).toBe('two\n'.repeat(100_000)),
  },
  'while a file is edited, which is then whole': {
    scripts: one('file.edit', { path: 'file.txt', edits: [{ oldText: 'last', newText: 'new' }] }),
    slow: ['writeFile'],
    calls: ['success'],
    check: (scene) => expect(file(scene)).toBe(`${OLD}new\n`),
  },
  'while a note is made, which is then whole': {
    scripts: one('memory.append', { text: 'a note' }),
    slow: ['appendOnce'],
    calls: ['success'],
  },
};

test.each(Object.entries(STAGES))('stopped %s', async (_name, stage) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-stages-')));
  const notes = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-stages-')));
  const reached = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  // It never answers; that somebody has connected is the stage.
  await using site = await startRawSite(() => reached.resolve());
  const scene: Scene = { folder, site, reached: reached.resolve, stopped: stopped.promise };
  try {
    writeFileSync(join(folder, 'file.txt'), `${OLD}last\n`);
    stage.prepare?.(scene);
    const models = watched(stage, scene, stopped.resolve);
    const tools = await toolsFor(stage, scene, notes);
    const faultPoint = (point: FaultPoint | PurgePoint) => {
      if (point === stage.at) reached.resolve();
    };
    await using gateway = await startTestGateway({ overrides: { models, tools, faultPoint } });
    const client = await gateway.connect();
    const allowed = Object.fromEntries(tools.list().map(({ name }) => [name, 'allow']));
    await client.call('policy.update', { patch: { toolPolicy: { tools: allowed } }, idempotencyKey: newKey() });
    if (stage.policy) await client.call('policy.update', { patch: stage.policy, idempotencyKey: newKey() });
    const { id: sessionId } = await client.call('sessions.create', { folder, idempotencyKey: newKey() });
    const stream = client.stream();
    await stream.started;
    const { runId } = await client.call('agent.run', { sessionId, input: 'go', idempotencyKey: newKey() });
    await (stage.event === undefined ? reached.promise : stream.until(({ event }) => event === stage.event));

    expect(await client.call('agent.abort', { runId, idempotencyKey: newKey() })).toEqual({ runId, status: 'aborted' });
    // From the answer on nothing of the run is at work.
    expect(processesWith(MARKER)).toEqual([]);
    const left = [folder, notes, gateway.home].flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' }),
    );
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    await stage.check?.(scene);
    expect(await stream.until(ends(runId))).toMatchObject({
      event: 'agent.failed',
      payload: { status: 'aborted', error: { code: 'ABORTED' } },
    });
    const run = await client.call('runs.get', { runId });
    expect(run.status).toBe('aborted');
    expect(run.toolRuns.map(({ status }) => status)).toEqual(stage.calls ?? []);
    const failed = run.toolRuns.filter(({ status }) => status === 'failed');
    expect(failed.filter(({ error }) => error?.code !== 'ABORTED')).toEqual([]);
    expect(
      stream.envelopes.filter(({ event }) => event === 'agent.completed' || event === 'agent.failed'),
    ).toHaveLength(1);
    expect((await client.call('sessions.get', { sessionId })).status).toBe('idle');
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(notes, { recursive: true });
  }
});

test('a model that was never asked is neither announced nor charged', async () => {
  const stopped = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<void>();
  const stage: Stage = { scripts: () => [down, answers(text('too late'), finish)], slow: ['countTokens'] };
  const scene = { folder: '', reached: reached.resolve, stopped: stopped.promise };
  const models = watched(stage, scene, stopped.resolve);
  await using gateway = await startTestGateway({ overrides: { models } });
  const client = await gateway.connect();
  const patch = { modelPolicy: { fallbacks: ['test/next'], maxCostUsdPerRun: 100 } };
  await client.call('policy.update', { patch, idempotencyKey: newKey() });
  const stream = client.stream();
  await stream.started;
  const { runId } = await client.call('agent.run', { input: 'go', idempotencyKey: newKey() });
  await reached.promise;
  await client.call('agent.abort', { runId, idempotencyKey: newKey() });
  // What the first one had read and said: 13 tokens in, with the margin of an estimate, and 10 out, a dollar each.
  expect(await gateway.server.application.read.spend.spentByRun(SCOPE, runId)).toBeCloseTo(23, 10);
  expect(models.requests.map(({ model }) => model)).toEqual(['test/scripted']);
  const end = await stream.until(ends(runId));
  expect(end).toMatchObject({ payload: { status: 'aborted', partialText: 'half of it' } });
  expect((await client.call('runs.get', { runId })).usage).toMatchObject({ costUsd: 23 });
  expect(stream.envelopes.filter((e) => e.event === 'session.updated' && e.payload.notice)).toEqual([]);
});

/** The models of a stage. Every one costs a dollar a token; `stop` is called when the run's signal is aborted. */
function watched(stage: Stage, scene: Pick<Scene, 'folder' | 'reached' | 'stopped'>, stop: () => void) {
  const scripts = stage.scripts(scene as Scene).map(
    (script): Script =>
      (request, signal) => {
        signal.addEventListener('abort', stop, { once: true });
        return script(request, signal);
      },
  );
  const models = scriptedModels(...scripts);
  let counted = 0;
  return {
    ...models,
    requests: models.requests,
    describe: (model: string) => {
      const facts = models.describe(model);
      return facts && { ...facts, maxOutputTokens: 20, price: { input: 1_000_000, output: 1_000_000 } };
    },
    countTokens: async () => {
      counted += 1;
      if (stage.slow?.includes('countTokens') && counted === 3) {
        scene.reached();
        await scene.stopped;
      }
      return 10;
    },
  };
}

/** The tools of this machine, over an executor that can be held up, and a network that is one server. */
async function toolsFor(stage: Stage, { site, reached, stopped }: Scene, notes: string) {
  /** The `nth` call waits. */
  function held<A extends unknown[], R>(name: string, call: (...args: A) => Promise<R>, nth = 1) {
    let calls = 0;
    return async (...args: A): Promise<R> => {
      calls += 1;
      if (stage.slow?.some((slow) => slow === name) && calls === nth) {
        reached();
        await stopped;
      }
      return call(...args);
    };
  }
  const host = createHostExecutor({
    containment: await probeContainment(process.env),
    hiddenPaths: [],
    env: process.env,
    now: () => performance.now(),
  });
  // The first look is of the call, the second one is the last before it is claimed.
  const local: Executor = {
    ...host,
    writeFile: held('writeFile', host.writeFile),
    snapshot: held('snapshot', host.snapshot, 2),
  };
  const memory = createMemoryFiles({ folder: notes, scope: SCOPE, now: () => Date.now(), timeZone: 'UTC' });
  return createToolRegistry({
    executors: { local },
    memory: { ...memory, appendOnce: held('appendOnce', memory.appendOnce) },
    http: clientFor([site]),
  });
}

/** 62 GiB to look through, seconds also for ripgrep, that take 32 MiB of the disk: one file under many names. */
function fill(folder: string): void {
  const first = join(folder, 'big-0.txt');
  const descriptor = openSync(first, 'w');
  const chunk = 'nothing to be seen here, please walk on\n'.repeat(MIB / 40);
  for (let n = 0; n < 32; n += 1) writeSync(descriptor, chunk);
  closeSync(descriptor);
  for (let n = 1; n < 2_000; n += 1) linkSync(first, join(folder, `big-${n}.txt`));
}
