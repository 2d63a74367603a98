'use client';

import { useEffect, useRef } from 'react';
import type { Transcript, TranscriptItem } from '../../client/fold/transcript.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';

/** Tells a screen reader what a sighted person sees happen: an answer once it is whole, a question at once. */
export function LiveAnnouncer({ transcript, ready }: { transcript: Transcript; ready: boolean }) {
  const t = useTranslations('live');
  const errorText = useErrorText();
  const last = transcript.items.at(-1);
  const happened = ready ? describe(last) : undefined;
  const before = useRef<string | undefined>(undefined);
  const region = useRef<HTMLParagraphElement>(null);
  const started = useRef(false);

  useEffect(() => {
    if (!ready) return;
    const isNew = started.current && happened !== undefined && happened !== before.current;
    started.current = true;
    before.current = happened;
    if (!isNew || !last) return;
    // Written into the page directly: the text is spoken when it changes, and nothing here is drawn from it.
    const say = (text: string): void => {
      if (region.current) region.current.textContent = text;
    };
    if (last.kind === 'assistant') say(t('finished', { text: last.text.slice(0, 500) }));
    else if (last.kind === 'tool') say(t('approval', { summary: `${last.toolName} ${toolSummary(last.args)}` }));
    else if (last.kind === 'failure') {
      say(last.status === 'aborted' ? t('stopped') : t('failed', { text: errorText(last.error) }));
    }
  }, [ready, happened, last, t, errorText]);

  return <p ref={region} role="status" aria-live="polite" className="sr-only" />;
}

/** A name for what is worth saying, or undefined. The same name twice is the same thing. */
function describe(item: TranscriptItem | undefined): string | undefined {
  if (item?.kind === 'assistant' && item.finished && item.text !== '') return item.key;
  if (item?.kind === 'tool' && item.status === 'waiting_approval') return `${item.key}:${item.approvalId ?? ''}`;
  if (item?.kind === 'failure') return item.key;
  return undefined;
}
