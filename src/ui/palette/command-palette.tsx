'use client';

import { Command } from 'cmdk';
import { Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { useState } from 'react';
import type { Session } from '../../protocol/entities.ts';
import { Highlighted } from '../chat/sidebar/highlighted.tsx';
import { useSettled } from '../chat/sidebar/search-field.tsx';
import { sessionPath } from '../chat/use-route.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { Keys } from '../keys.tsx';
import type { Place } from '../place.ts';
import { useReturnFocus } from '../primitives/use-return-focus.ts';
import { useCall } from '../use-call.ts';
import { PaletteGroup, PaletteItem } from './palette-item.tsx';
import { useActions } from './use-actions.tsx';

type Props = {
  /** Where it is opened: what it offers is of that. */
  place: Place;
  onGo: (path: string) => void;
  onStop: (sessionId: string) => void;
  onClose: () => void;
};

const SEARCH_AFTER_MS = 150;
/** Sessions that are shown before anything is asked for, and at most. */
const NEWEST = 6;
const FOUND = 8;

/** Everything by its name: what can be done, every session, and what was said in them. */
export function CommandPalette({ place, onGo, onStop, onClose }: Props) {
  const t = useTranslations('palette');
  const [asked, setAsked] = useState('');
  const query = useSettled(asked.trim(), SEARCH_AFTER_MS);
  const { sessions } = useGateway();
  const known = useObservable(sessions).list.sessions;
  const actions = useActions({ place, session: known.find(({ id }) => id === place.sessionId), onGo, onStop });
  const returnFocus = useReturnFocus();
  const words = asked.trim().toLowerCase();
  const shown = actions.filter(({ label }) => label.toLowerCase().includes(words));
  const titles = useSessionTitles(known, words, query);
  const said = useCall('sessions.search', { query, limit: FOUND }, { enabled: query !== '' });
  const hits = query === '' ? [] : (said.data?.hits ?? []);
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };

  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/40" />
        <Dialog.Content
          {...returnFocus}
          aria-describedby={undefined}
          className="fixed inset-x-2 top-[8dvh] z-40 mx-auto flex max-h-[76dvh] max-w-xl flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-lg outline-none"
        >
          <Dialog.Title className="sr-only">{t('title')}</Dialog.Title>
          {/* What fits is decided here: what was said is found by the gateway, and its order is the gateway's. */}
          <Command label={t('title')} shouldFilter={false} loop className="flex min-h-0 flex-col">
            <div className="flex items-center gap-2 border-b border-line px-3">
              <Search aria-hidden className="size-4 shrink-0 text-ink-soft" />
              <Command.Input
                value={asked}
                onValueChange={setAsked}
                maxLength={200}
                placeholder={t('placeholder')}
                className="h-12 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-ink-soft"
              />
            </div>
            <Command.List className="min-h-0 overflow-y-auto p-1.5">
              {shown.length + titles.length + hits.length === 0 && !said.isFetching ? (
                <p className="px-2 py-6 text-center text-sm text-ink-soft">{t('empty')}</p>
              ) : null}
              {words === '' ? null : <Sessions sessions={titles} onChoose={(path) => choose(() => onGo(path))} />}
              {(['actions', 'goTo'] as const).map((group) => (
                <PaletteGroup key={group} heading={t(`groups.${group}`)}>
                  {shown
                    .filter((action) => action.group === group)
                    .map(({ id, label, Icon, combo, run }) => (
                      <PaletteItem key={id} value={id} onSelect={choose(run)}>
                        <Icon aria-hidden className="size-4 shrink-0 text-ink-soft" />
                        <span className="min-w-0 flex-1 truncate">{label}</span>
                        {combo === undefined ? null : <Keys combo={combo} />}
                      </PaletteItem>
                    ))}
                </PaletteGroup>
              ))}
              {words === '' ? <Sessions sessions={titles} onChoose={(path) => choose(() => onGo(path))} /> : null}
              <PaletteGroup heading={t('groups.messages')}>
                {hits.map((hit) => (
                  <PaletteItem
                    key={`${hit.sessionId}:${hit.seq}`}
                    value={`${hit.sessionId}:${hit.seq}`}
                    onSelect={choose(() => onGo(sessionPath(hit.sessionId, hit.seq)))}
                  >
                    <span className="min-w-0">
                      <span className="block truncate font-medium">{hit.title}</span>
                      <span className="line-clamp-2 text-xs text-ink-soft wrap-anywhere">
                        <Highlighted text={hit.snippet} ranges={hit.ranges} />
                      </span>
                    </span>
                  </PaletteItem>
                ))}
              </PaletteGroup>
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type SessionsProps = { sessions: readonly Session[]; onChoose: (path: string) => () => void };

function Sessions({ sessions, onChoose }: SessionsProps) {
  const t = useTranslations('palette');
  const ts = useTranslations('sidebar');
  return (
    <PaletteGroup heading={t('groups.sessions')}>
      {sessions.map((session) => (
        <PaletteItem key={session.id} value={session.id} onSelect={onChoose(sessionPath(session.id))}>
          <span className="min-w-0 flex-1 truncate">{session.title || session.preview || ts('untitled')}</span>
        </PaletteItem>
      ))}
    </PaletteGroup>
  );
}

/** The newest at first, then those whose title is like it: from the list at once, from the gateway those that are not in it. */
function useSessionTitles(known: readonly Session[], words: string, query: string): readonly Session[] {
  const found = useCall('sessions.list', { query, limit: FOUND }, { enabled: query !== '' });
  if (words === '') return known.slice(0, NEWEST);
  const here = known.filter(({ title, preview }) => `${title} ${preview}`.toLowerCase().includes(words));
  const ids = new Set(here.map(({ id }) => id));
  const there = query === '' ? [] : (found.data?.items ?? []).filter(({ id }) => !ids.has(id));
  return [...here, ...there].slice(0, FOUND);
}
