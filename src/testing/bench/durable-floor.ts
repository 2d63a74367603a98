/**
 * The least that the guarantees cost: a WebSocket server that commits every message to SQLite with synchronous=FULL before anyone
 * sees it, and nothing else: no authentication, policy, approvals, context, retries or schema. Deltas are grouped as the gateway
 * groups them: the first at once, then every 20 ms or 1 KiB.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import SqliteConnection from 'better-sqlite3';
import { type WebSocket, WebSocketServer } from 'ws';
import { modelTurn } from './model-turn.ts';

export type FloorRequest =
  | { id: number; op: 'echo' }
  | { id: number; op: 'run'; session: string; input: string }
  | { id: number; op: 'seed'; sessions: number }
  | { id: number; op: 'list'; limit: number }
  | { id: number; op: 'tail'; session: string; limit: number };
export type FloorEvent = { id: number; delta?: string; end?: unknown };

const GROUP_MS = 20;
const GROUP_CHARS = 1024;
const [folder = '.', modelUrl = ''] = process.argv.slice(2);

const db = new SqliteConnection(join(folder, 'floor.db'));
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.exec('create table events (session text, seq integer, body text, primary key (session, seq)) without rowid');
db.exec('create table sessions (id text primary key, updated_at integer, body text)');
db.exec('create index by_time on sessions (updated_at desc)');
const insert = db.prepare(
  'insert into events select ?, coalesce(max(seq), 0) + 1, ? from events where session = ? returning seq',
);
const commit = (session: string, body: string) => insert.get(session, body, session);

async function run(socket: WebSocket, { id, session, input }: FloorRequest & { op: 'run' }): Promise<void> {
  const say = (event: FloorEvent) => {
    const body = JSON.stringify(event);
    commit(session, body);
    socket.send(body);
  };
  const messages: { role: string; content: string }[] = [{ role: 'user', content: input }];
  commit(session, input);
  for (;;) {
    let group = '';
    let first = true;
    let timer: NodeJS.Timeout | undefined;
    const flush = () => {
      clearTimeout(timer);
      timer = undefined;
      if (group !== '') say({ id, delta: group });
      group = '';
    };
    const answer = await modelTurn(modelUrl, messages, (delta) => {
      group += delta;
      if (first || group.length >= GROUP_CHARS) flush();
      else timer ??= setTimeout(flush, GROUP_MS);
      first = false;
    });
    flush();
    if (!answer.calledTool) break;
    commit(session, 'tool started');
    const child = spawn('bash', ['-c', 'echo hi'], { stdio: ['ignore', 'pipe', 'ignore'] });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    await once(child, 'close');
    commit(session, 'tool ended');
    messages.push({ role: 'tool', content: Buffer.concat(output).toString() });
  }
  say({ id, end: true });
}

function seed(count: number): void {
  const row = db.prepare('insert into sessions values (?, ?, ?)');
  const body = JSON.stringify({ title: 'A session', preview: 'x'.repeat(400) });
  db.transaction(() => {
    for (let index = 0; index < count; index += 1) row.run(`ses_${index}`, index, body);
  })();
}

const listSessions = db.prepare('select id, body from sessions order by updated_at desc limit ?');
const readTail = db.prepare('select seq, body from events where session = ? order by seq desc limit ?');

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    const request = JSON.parse(data.toString('utf8')) as FloorRequest;
    const answer = (end: unknown) => socket.send(JSON.stringify({ id: request.id, end } satisfies FloorEvent));
    switch (request.op) {
      case 'echo':
        return answer(true);
      case 'run':
        return void run(socket, request).catch((error: unknown) => console.error(error));
      case 'seed':
        seed(request.sessions);
        return answer(true);
      case 'list':
        return answer(listSessions.all(request.limit));
      case 'tail':
        return answer(readTail.all(request.session, request.limit));
    }
  });
});
await once(server, 'listening');
const address = server.address();
console.log(JSON.stringify({ port: typeof address === 'object' ? address?.port : 0 }));
process.once('SIGTERM', () => process.exit());
