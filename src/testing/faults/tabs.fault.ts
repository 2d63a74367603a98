/** Ten tabs on one session, one of them cut off at random, the gateway restarted twice: all fold to the same state. */
import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import { stateHash } from '../../client/fold/state-hash.ts';
import { emptyTranscript } from '../../client/fold/transcript.ts';
import { newKey } from '../bare-client.ts';
import { createKillableGateway, eventually, Follower, historyOf, seededChance } from './harness.ts';

const SEED = Number(process.env.FAULT_SEED ?? randomInt(1 << 30));

test(`ten tabs hold the same state, whatever was cut and restarted (seed ${SEED})`, { timeout: 180_000 }, async () => {
  const chance = seededChance(SEED);
  await using gateway = await createKillableGateway();
  await gateway.start();
  const setUp = await gateway.connect();
  const { id: sessionId } = await setUp.call('sessions.create', { title: 'tabs', idempotencyKey: newKey() });
  const { token } = await setUp.call('sessions.get', { sessionId });
  const before = await historyOf(setUp, sessionId);
  const tabs = Array.from({ length: 10 }, () => {
    const tab = new Follower(token);
    tab.envelopes.push(...before);
    return tab;
  });
  const attachAll = () => Promise.all(tabs.map((tab) => tab.attach(gateway)));
  await attachAll();

  for (const restart of [false, true, true]) {
    const client = await gateway.connect();
    for (const input of ['think hard\nlist\nstream 40', 'stream 60']) {
      await client.call('agent.run', { sessionId, input, onBusy: 'queue', idempotencyKey: newKey() });
    }
    for (let cut = 0; cut < 6; cut += 1) {
      const tab = tabs[Math.floor(chance() * tabs.length)];
      const seen = tab?.envelopes.at(-1)?.seq ?? 0;
      await tab?.until(({ seq }) => seq > seen);
      tab?.detach();
      await tab?.attach(gateway);
    }
    if (!restart) continue;
    await gateway.kill();
    for (const tab of tabs) tab.detach();
    await gateway.start();
    await attachAll();
  }

  const client = await gateway.connect();
  await eventually(
    async () => (await client.call('sessions.get', { sessionId })).status === 'idle',
    'the session comes to rest',
    60_000,
  );
  const { lastSeq } = await client.call('sessions.get', { sessionId });
  await Promise.all(tabs.map((tab) => tab.until(({ seq }) => seq === lastSeq)));
  const whole = stateHash(foldAll(emptyTranscript(sessionId), await historyOf(client, sessionId)));
  const hashes = tabs.map((tab) => {
    tab.collect();
    return stateHash(foldAll(emptyTranscript(sessionId), tab.envelopes));
  });
  expect(hashes).toEqual(Array(10).fill(whole));
});
