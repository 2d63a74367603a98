/**
 * Effects on files are in no transaction. Wherever between their transactions the gateway is killed, the client that asks again with
 * its key gets one answer and the effect is there once: `write:<n>` tries every such place, until the work gets through unharmed.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MethodInput } from '../../protocol/methods.ts';
import { type BareClient, newKey } from '../bare-client.ts';
import { createKillableGateway, type KillableGateway } from './harness.ts';

/** More writes than any of this work makes. */
const MOST_WRITES = 20;

/**
 * Does the work on a fresh home, killed before its first write; again, killed before its second; and so on until nothing was killed.
 * After each kill the work is done anew from its start, as a client does that lost its connection. Answers how often it was killed.
 */
async function killedEverywhere(
  work: (client: BareClient) => Promise<void>,
  check: (client: BareClient, gateway: KillableGateway) => Promise<void>,
  prepare: (client: BareClient) => Promise<void> = async () => undefined,
): Promise<number> {
  for (let nth = 1; nth < MOST_WRITES; nth += 1) {
    await using gateway = await createKillableGateway();
    await gateway.start();
    await prepare(await gateway.connect());
    await gateway.kill();
    await gateway.start(`write:${nth}`);
    const survived = await work(await gateway.connect()).then(
      () => true,
      async () => {
        await gateway.died();
        await gateway.start();
        await work(await gateway.connect());
        return false;
      },
    );
    // What was answered is there after another crash.
    await gateway.kill();
    await gateway.start();
    await check(await gateway.connect(), gateway);
    if (survived) return nth - 1;
  }
  throw new Error('the work never gets through');
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const memoryOf = ({ home }: KillableGateway) => {
  const folder = join(home, 'memory');
  return Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
};
const auditOf = async (client: BareClient, action: string) =>
  (await client.call('audit.query', { action })).items.map(({ outcome }) => outcome);

test('memory.append adds its line once, with one audit row', async () => {
  const note = { path: 'MEMORY.md', text: 'the kettle whistles', idempotencyKey: newKey() };
  const kills = await killedEverywhere(
    async (client) => {
      const hash = sha256('old\nthe kettle whistles\n');
      expect(await client.call('memory.append', note)).toEqual({ path: 'MEMORY.md', hash });
    },
    async (client, gateway) => {
      expect(memoryOf(gateway)).toEqual({ 'MEMORY.md': 'old\nthe kettle whistles\n' });
      // The one of the preparation and the one of the work.
      expect(await auditOf(client, 'memory.append')).toEqual(['allowed', 'allowed']);
    },
    async (client) => {
      await client.call('memory.append', { path: 'MEMORY.md', text: 'old', idempotencyKey: newKey() });
    },
  );
  // Before the intent is stored, and between the file and the answer.
  expect(kills).toBe(2);
});

test('memory.update replaces once, with one audit row; who saw what was there before replaces nothing', async () => {
  const expectedHash = sha256('old\n');
  const change = { path: 'MEMORY.md', text: 'new\n', expectedHash, idempotencyKey: newKey() };
  const kills = await killedEverywhere(
    async (client) => {
      expect(await client.call('memory.update', change)).toEqual({ path: 'MEMORY.md', hash: sha256('new\n') });
    },
    async (client, gateway) => {
      expect(memoryOf(gateway)).toEqual({ 'MEMORY.md': 'new\n' });
      expect(await auditOf(client, 'memory.update')).toEqual(['allowed']);
      const late = { ...change, text: 'newer\n', idempotencyKey: newKey() };
      expect(await client.refusal('memory.update', late)).toMatchObject({ code: 'VERSION_CONFLICT' });
    },
    async (client) => {
      await client.call('memory.append', { path: 'MEMORY.md', text: 'old', idempotencyKey: newKey() });
    },
  );
  expect(kills).toBe(2);
});

test('an upload goes on with the piece that was not answered, and what is complete has all of its bytes', async () => {
  const content = Buffer.alloc(300_000, 'attached ');
  const pieceBytes = 100_000;
  const keys = [newKey(), newKey(), newKey()];
  let complete: string | undefined;
  /** All pieces from the first on, each with its key: those that were answered are answered the same way again. */
  const upload = async (client: BareClient) => {
    let uploadId: string | undefined;
    for (const [n, idempotencyKey] of keys.entries()) {
      const offset = n * pieceBytes;
      const dataBase64 = content.subarray(offset, offset + pieceBytes).toString('base64');
      const piece: MethodInput<'attachments.put'> = {
        name: 'big.txt',
        mediaType: 'text/plain',
        offset,
        dataBase64,
        last: n === keys.length - 1,
        idempotencyKey,
        ...(uploadId === undefined ? {} : { uploadId }),
      };
      const answer = await client.call('attachments.put', piece);
      expect(answer.received).toBe(offset + pieceBytes);
      uploadId = answer.attachmentId;
    }
    complete = uploadId;
  };
  const kills = await killedEverywhere(upload, async (client) => {
    const pieces: Buffer[] = [];
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const call: MethodInput<'attachments.get'> = { attachmentId: complete ?? '', offset };
      const got: { dataBase64: string; size: number; nextOffset?: number | undefined } = await client.call(
        'attachments.get',
        call,
      );
      expect(got.size).toBe(content.length);
      pieces.push(Buffer.from(got.dataBase64, 'base64'));
      offset = got.nextOffset;
    }
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
    expect(await auditOf(client, 'attachments.put')).toEqual(['allowed']);
  });
  expect(kills).toBe(keys.length);
});
