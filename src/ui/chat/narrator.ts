import type { AssistantItem, FailureItem, ToolItem, Transcript } from '../../client/fold/transcript.ts';

/** Something that a reader who does not see the page is told. */
export type Told =
  | { kind: 'text'; text: string }
  | { kind: 'question'; call: ToolItem }
  | { kind: 'end'; end: FailureItem };

/** Only so many items at the end are looked at: a run asks about none that is further back. */
const LOOKED_AT = 200;

/**
 * Tells what happens in a transcript from a moment on, each thing once and in its order: what the agent says, sentence by sentence while
 * it says it and the rest once it has ended; calls that ask; runs that did not end well. What was there at that moment is not told.
 * `language` is the page's, for where sentences end.
 */
export function createNarrator(first: Transcript, language: string): (transcript: Transcript) => readonly Told[] {
  const sentences = new Intl.Segmenter(language, { granularity: 'sentence' });
  const told = new Map<string, number>();
  const asked = new Set<string>();
  for (const item of first.items.slice(-LOOKED_AT)) {
    if (item.kind === 'assistant') told.set(item.key, item.text.length);
    else if (item.kind === 'tool' && isAsking(item)) asked.add(questionOf(item));
  }
  const beginSeq = first.seq;

  const said = (item: AssistantItem): readonly Told[] => {
    const known = told.get(item.key);
    // An older page that was put in front has nothing new to say.
    if (known === undefined && item.seq <= beginSeq) return [];
    // A step that was begun anew may have said less.
    const from = Math.min(known ?? 0, item.text.length);
    const to = item.finished ? item.text.length : wholeUntil(sentences, item.text, from);
    told.set(item.key, to);
    const text = item.text.slice(from, to).trim();
    return text === '' ? [] : [{ kind: 'text', text }];
  };

  return ({ items }) =>
    items.slice(-LOOKED_AT).flatMap((item): readonly Told[] => {
      if (item.kind === 'assistant') return said(item);
      if (item.kind === 'tool' && isAsking(item)) {
        if (asked.has(questionOf(item))) return [];
        asked.add(questionOf(item));
        return [{ kind: 'question', call: item }];
      }
      if (item.kind !== 'failure' || item.seq <= beginSeq || told.has(item.key)) return [];
      told.set(item.key, 0);
      return [{ kind: 'end', end: item }];
    });
}

const isAsking = ({ status }: ToolItem): boolean => status === 'waiting_approval';
const questionOf = ({ key, approvalId }: ToolItem): string => `${key}:${approvalId}`;

/** Where the last sentence after `from` ends that is whole: the one at the end may go on. */
function wholeUntil(sentences: Intl.Segmenter, text: string, from: number): number {
  const found = [...sentences.segment(text.slice(from))];
  const last = found.at(-1);
  if (!last) return from;
  return from + (last.segment.endsWith('\n') ? last.index + last.segment.length : last.index);
}
