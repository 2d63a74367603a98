/** What the fault tests share: a gateway that can be killed, clients that come back, and the invariants that must hold after. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Envelope } from '../../protocol/events.ts';
import { type BareClient, connectClient, type Stream } from '../bare-client.ts';
import { USER_TOKEN } from '../test-gateway.ts';

export type KillableGateway = AsyncDisposable & {
  readonly home: string;
  readonly url: string;
  readonly pid: number;
  /**
   * Starts it (again). `faultPoint` is `<name>:<n>`: it kills itself there; `write:<n>` is before its n-th write transaction since
   * it listens. Resolves when it listens.
   */
  start(faultPoint?: string): Promise<void>;
  /** kill -9; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Resolves when the process is gone by itself. */
  died(): Promise<void>;
  connect(): Promise<BareClient>;
};

/**
 * `environment` is beside what every gateway of a test gets, for example where its models are. `launcher` is a command that ends by
 * becoming the one behind it.
 */
export async function createKillableGateway(
  environment: Record<string, string> = {},
  launcher: (home: string) => readonly string[] = () => [],
): Promise<KillableGateway> {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-fault-')));
  let child: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();
  let port = 0;

  const gateway: KillableGateway = {
    home,
    get url() {
      return `ws://127.0.0.1:${port}/ws`;
    },
    get pid() {
      return child?.pid ?? 0;
    },
    start: async (faultPoint = '') => {
      const gatewayCommand = [process.execPath, join(import.meta.dirname, 'gateway-process.ts')];
      const [program = '', ...args] = [...launcher(home), ...gatewayCommand];
      const process_ = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: {
          PATH: process.env.PATH,
          HOME: home,
          NODE_ENV: 'test',
          OPENFOAL_HOME: home,
          OPENFOAL_TOKEN: USER_TOKEN,
          OPENFOAL_WORKSPACE_ROOTS: tmpdir(),
          OPENFOAL_DISCOVER_MODELS: 'off',
          PORT: String(port),
          LOG_LEVEL: 'error',
          FAULT_POINT: faultPoint,
          ...environment,
        },
      });
      child = process_;
      exited = once(process_, 'close');
      const lines = createInterface({ input: process_.stdout });
      port = await new Promise<number>((resolve, reject) => {
        lines.on('line', (line) => {
          if (line.startsWith('{"port"')) resolve((JSON.parse(line) as { port: number }).port);
        });
        process_.once('exit', (code, signal) =>
          reject(new Error(`the gateway ended before it listened: ${code ?? signal}`)),
        );
      });
    },
    kill: async () => {
      child?.kill('SIGKILL');
      await exited;
    },
    died: async () => {
      await exited;
    },
    connect: () => connectClient(gateway.url, USER_TOKEN, 'fault'),
    [Symbol.asyncDispose]: async () => {
      child?.kill('SIGKILL');
      await exited;
      rmSync(home, { recursive: true, force: true });
      rmSync(`${home}-effects`, { force: true });
    },
  };
  return gateway;
}

/** A follower of the whole tenant that comes back with its token after every cut: what it holds must have no gap and no repeat. */
export class Follower {
  readonly envelopes: Envelope[] = [];
  #token: string;
  #client: BareClient | undefined;
  #stream: Stream | undefined;
  #taken = 0;

  constructor(token: string) {
    this.#token = token;
  }

  async attach(gateway: KillableGateway): Promise<void> {
    this.#client = await gateway.connect();
    this.#stream = this.#client.stream({ after: this.#token });
    this.#taken = 0;
    await this.#stream.started;
  }

  /** Keeps what came so far; call it when the connection is gone, or to look. */
  collect(): void {
    if (!this.#stream) return;
    this.envelopes.push(...this.#stream.envelopes.slice(this.#taken));
    this.#taken = this.#stream.envelopes.length;
    this.#token = this.#stream.lastToken ?? this.#token;
  }

  async until(satisfies: (envelope: Envelope) => boolean): Promise<Envelope> {
    if (!this.#stream) throw new Error('not attached');
    const known = this.envelopes.find(satisfies);
    if (known) return known;
    const found = await this.#stream.until(satisfies);
    this.collect();
    return found;
  }

  detach(): void {
    this.collect();
    this.#client?.close();
    this.#client = undefined;
    this.#stream = undefined;
  }
}

/** The whole journal of a session, read by pages. */
export async function historyOf(client: BareClient, sessionId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const page: { events: Envelope[]; nextSeq?: number | undefined } = await client.call('sessions.history', {
      sessionId,
      afterSeq,
      limit: 1000,
    });
    events.push(...page.events);
    afterSeq = page.nextSeq;
  }
  return events;
}

/** Names of what is wrong with a journal, by the guarantees of protocol.md §4; empty when all hold. */
export function journalProblems(events: readonly Envelope[]): string[] {
  const problems: string[] = [];
  events.forEach(({ seq }, index) => {
    if (seq !== index + 1) problems.push(`seq ${seq} at place ${index + 1}`);
  });
  const ended = new Set<string>();
  for (const { event, runId, seq } of events) {
    if (runId !== undefined && ended.has(runId)) problems.push(`${event} (seq ${seq}) after the end of ${runId}`);
    if (runId !== undefined && (event === 'agent.completed' || event === 'agent.failed')) ended.add(runId);
  }
  const finished = new Set<string>();
  for (const envelope of events) {
    if (envelope.event !== 'agent.tool_result' || envelope.payload.status === 'running') continue;
    if (finished.has(envelope.payload.toolCallId)) problems.push(`two results for ${envelope.payload.toolCallId}`);
    finished.add(envelope.payload.toolCallId);
  }
  return [...problems, ...foldProblems(events)];
}

/** Folds the text of each message as a client does; the end of a run must agree with what was streamed. */
function foldProblems(events: readonly Envelope[]): string[] {
  const texts = new Map<string, string>();
  const problems: string[] = [];
  for (const envelope of events) {
    if (envelope.event === 'agent.delta' && envelope.payload.kind === 'text') {
      const { messageId, offset, delta } = envelope.payload;
      const before = texts.get(messageId) ?? '';
      if (offset > before.length) problems.push(`a hole before offset ${offset} of ${messageId}`);
      texts.set(messageId, before.slice(0, offset) + delta);
    }
    if (
      envelope.event === 'agent.completed' &&
      (texts.get(envelope.payload.messageId) ?? '') !== envelope.payload.text
    ) {
      problems.push(`${envelope.payload.messageId}: what was streamed is not what was completed`);
    }
  }
  return problems;
}

/** Processes whose command line holds the marker. */
export function processesWith(marker: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        return line.includes(marker) && Number(pid) !== process.pid ? [`${pid}: ${line}`] : [];
      } catch {
        return [];
      }
    });
}

/** Looks again and again until the condition holds: for facts of the system that announce themselves to nobody. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  what: string,
  withinMs = 5_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`did not come to pass: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Repeatable chance (mulberry32): a failing run can be run again with its seed. */
export function seededChance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
