import { describe, expect, test } from 'vitest';
import { foldAll } from '../../client/fold/fold.ts';
import {
  accepted,
  completed,
  delta,
  journal,
  result,
  SESSION_ID,
  toolCall,
} from '../../client/fold/journal.fixture.ts';
import { emptyTranscript, type TranscriptItem } from '../../client/fold/transcript.ts';
import { groupItems } from './group-items.ts';

const itemsOf = (...entries: Parameters<typeof journal>[0]): readonly TranscriptItem[] =>
  foldAll(emptyTranscript(SESSION_ID), journal([accepted('r'), ...entries])).items;
const shape = (items: readonly TranscriptItem[]) =>
  groupItems(items).map((entry) => (entry.kind === 'calls' ? entry.calls.map((call) => call.toolCallId) : entry.kind));

describe('grouping calls', () => {
  test('calls that follow each other are one entry, and so is a single one', () => {
    const calls = ['a', 'b', 'c'].map((id) => toolCall('r', id));
    const rest = [delta('r', 'm2', [0, 'so']), toolCall('r', 'd'), completed('r', 'm3', 'end')];
    expect(shape(itemsOf(...calls, ...rest))).toEqual(['user', ['a', 'b', 'c'], 'assistant', ['d'], 'assistant']);
  });

  test('a message in which nothing was said stands between no two calls', () => {
    const items = itemsOf(toolCall('r', 'a'), delta('r', 'm2', [0, '']), toolCall('r', 'b'));
    expect(shape(items)).toEqual(['user', ['a', 'b']]);
  });

  test('a message that is being written does', () => {
    const items = itemsOf(toolCall('r', 'a'), result('r', 'a'), delta('r', 'm2', [0, '']));
    expect(shape(items)).toEqual(['user', ['a'], 'assistant']);
  });

  test.each(['failed', 'denied', 'unknown', 'running'] as const)(
    'a group with a call that is %s is not done',
    (status) => {
      const items = itemsOf(toolCall('r', 'a'), toolCall('r', 'b'), result('r', 'a'), result('r', 'b', { status }));
      expect(groupItems(items)[1]).toMatchObject({ kind: 'calls', done: false });
    },
  );

  test('a group in which nothing changed is the same value, and keeps its key while it grows', () => {
    const calls = [toolCall('r', 'a'), toolCall('r', 'b'), result('r', 'a'), result('r', 'b')];
    const before = groupItems(itemsOf(...calls));
    const items = itemsOf(...calls, delta('r', 'm2', [0, 'so']));
    // Folding again makes equal calls, not the same: as in the page, they are taken over.
    const [group] = before.filter((entry) => entry.kind === 'calls');
    const sameCall = (item: TranscriptItem) => group?.calls.find((call) => call.key === item.key) ?? item;
    const kept = items.map(sameCall);
    expect(groupItems(kept, before)[1]).toBe(group);
    const more = groupItems([...kept.slice(0, 3), ...itemsOf(toolCall('r', 'c')).slice(1)], before)[1];
    expect(more).toMatchObject({ key: group?.key, done: false });
  });

  test('every item is in exactly one entry', () => {
    const items = itemsOf(toolCall('r', 'a'), toolCall('r', 'b'), delta('r', 'm2', [0, 'x']), toolCall('r', 'c'));
    const drawn = groupItems(items).flatMap<TranscriptItem>((entry) => (entry.kind === 'calls' ? entry.calls : entry));
    expect(drawn).toEqual(items);
  });
});
