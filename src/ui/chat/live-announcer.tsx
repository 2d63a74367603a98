'use client';

import { useEffect, useRef } from 'react';
import { useLocale } from 'use-intl';
import type { Transcript } from '../../client/fold/transcript.ts';
import { toolSummary } from '../../client/tool-summary.ts';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { createNarrator, type Told } from './narrator.ts';

/** So many lines are kept for whoever goes back to them. */
const MAX_LINES = 20;

/** Tells a screen reader what a sighted person sees happen: sentences as they are written, a question at once. */
export function LiveAnnouncer({ transcript, ready }: { transcript: Transcript; ready: boolean }) {
  const t = useTranslations('live');
  const errorText = useErrorText();
  const locale = useLocale();
  const next = useRef<ReturnType<typeof createNarrator>>(undefined);
  const region = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (!ready) return;
    if (!next.current) {
      next.current = createNarrator(transcript, locale);
      return;
    }
    const textOf = (told: Told): string => {
      if (told.kind === 'text') return told.text;
      if (told.kind === 'question') {
        return t('approval', { summary: `${told.call.toolName} ${toolSummary(told.call.args)}` });
      }
      return told.end.status === 'aborted' ? t('stopped') : t('failed', { text: errorText(told.end.error) });
    };
    // Written into the page directly: a line is spoken when it is added, and nothing here is drawn from it.
    for (const told of next.current(transcript)) {
      const line = document.createElement('p');
      line.textContent = textOf(told);
      region.current?.append(line);
    }
    while ((region.current?.childElementCount ?? 0) > MAX_LINES) region.current?.firstElementChild?.remove();
  }, [ready, transcript, locale, t, errorText]);

  return <div ref={region} role="log" aria-label={t('label')} className="sr-only" />;
}
