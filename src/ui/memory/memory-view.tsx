'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Pencil, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { toCallFailure } from '../../client/call-failure.ts';
import type { MethodResult } from '../../protocol/methods.ts';
import { useGateway } from '../gateway-provider.tsx';
import { useErrorText, useTranslations } from '../i18n/locale-provider.tsx';
import { Markdown } from '../markdown/markdown.tsx';
import { Button } from '../primitives/button.tsx';
import { cx } from '../primitives/cx.ts';
import { TextArea, TextInput } from '../primitives/field.tsx';
import { Empty, Failed, Loading } from '../primitives/page-state.tsx';
import { Ago } from '../primitives/time.tsx';
import { Snapshot } from '../snapshot.tsx';
import { useCall } from '../use-call.ts';
import { useMemoryDraft, useMemoryNote } from './memory-draft.ts';
import { MemoryEditor } from './memory-editor.tsx';

/** The long-term file, which people may edit; days only grow. protocol.md §3. */
const LONG_TERM = 'MEMORY.md';

/** The files of memory: found, read, added to, edited. What is written and not saved stays, whatever happens. */
export function MemoryView() {
  const t = useTranslations('memory');
  const [path, setPath] = useState(LONG_TERM);
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
  // The agent notes things at the end of a run and in the middle of it.
  const list = useCall('memory.list', {}, { staleAfter: ['agent.completed', 'agent.tool_call'] });
  const open = (chosen: string): void => {
    setPath(chosen);
    setQuery('');
  };
  return (
    <div className="space-y-4">
      <p className="text-sm text-ink-soft">{t('about')}</p>
      <div className="relative">
        <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-ink-soft" />
        <TextInput
          type="search"
          aria-label={t('search')}
          placeholder={t('search')}
          maxLength={200}
          value={query}
          className="pl-8"
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      {wanted === '' ? (
        <>
          <Snapshot query={list} lines={1}>
            {({ files }) => <Files files={files} path={path} onOpen={open} />}
          </Snapshot>
          <MemoryFile key={path} path={path} />
          <AddNote path={path} />
        </>
      ) : (
        <Hits query={wanted} onOpen={open} />
      )}
    </div>
  );
}

type FilesProps = { files: MethodResult<'memory.list'>['files']; path: string; onOpen: (path: string) => void };

function Files({ files, path, onOpen }: FilesProps) {
  const t = useTranslations('memory');
  const names = files.some((file) => file.path === LONG_TERM)
    ? files
    : [{ path: LONG_TERM, updatedAt: undefined }, ...files];
  return (
    <nav aria-label={t('files')} className="flex gap-1 overflow-x-auto pb-1">
      {names.map((file) => (
        <button
          key={file.path}
          type="button"
          aria-current={file.path === path ? 'page' : undefined}
          onClick={() => onOpen(file.path)}
          className={cx(
            'shrink-0 rounded-md border px-2.5 py-1 text-left text-xs',
            file.path === path ? 'border-accent bg-accent-soft' : 'border-line hover:border-line-strong',
          )}
        >
          <span className="block font-medium tabular-nums">{nameOf(file.path)}</span>
          <span className="block text-ink-soft">
            {file.updatedAt === undefined ? t('notYet') : <Ago at={file.updatedAt} />}
          </span>
        </button>
      ))}
    </nav>
  );
}

/** `memory/2026-11-29.md` is the 29th. */
const nameOf = (path: string): string => path.replace(/^memory\/(.+)\.md$/, '$1');

function MemoryFile({ path }: { path: string }) {
  const t = useTranslations('memory');
  const queries = useQueryClient();
  const file = useCall('memory.get', { path, from: 1 }, { staleAfter: ['agent.completed', 'agent.tool_call'] });
  const [draft, setDraft] = useMemoryDraft(path);
  const { data } = file;
  // A kept answer may be of the file before this one.
  const shown = data?.path === path ? data : undefined;
  const done = (): void => {
    setDraft(undefined);
    void queries.invalidateQueries({ queryKey: ['memory.get'] });
    void queries.invalidateQueries({ queryKey: ['memory.list'] });
  };
  if (draft) return <MemoryEditor path={path} draft={draft} onChange={setDraft} onDone={done} />;
  return (
    <section aria-label={nameOf(path)} className="overflow-hidden rounded-lg border border-line bg-surface">
      <header className="flex min-h-10 items-center gap-2 border-b border-line px-3 py-1">
        <h2 className="min-w-0 flex-1 truncate font-mono text-sm font-medium">{path}</h2>
        {path === LONG_TERM ? (
          <Button
            size="small"
            disabled={shown === undefined}
            onClick={() => shown && setDraft({ text: shown.text, baseText: shown.text, baseHash: shown.hash })}
          >
            <Pencil aria-hidden className="size-3.5" />
            {t('edit')}
          </Button>
        ) : (
          <span className="text-xs text-ink-soft">{t('onlyGrows')}</span>
        )}
      </header>
      <div data-testid="memory-text" className="max-h-[50dvh] min-h-24 overflow-y-auto px-3 py-3" tabIndex={0}>
        {file.error ? <Failed error={file.error} onRetry={() => void file.refetch()} /> : null}
        {shown === undefined && !file.error ? <Loading lines={3} /> : null}
        {shown?.text === '' ? <Empty title={t('empty')}>{t('emptyHint')}</Empty> : null}
        {shown !== undefined && shown.text !== '' ? <Markdown text={shown.text} /> : null}
      </div>
    </section>
  );
}

/** Adds to the file that is open, at its end: nothing that is there can be lost by it. */
function AddNote({ path }: { path: string }) {
  const t = useTranslations('memory');
  const tc = useTranslations('common');
  const errorText = useErrorText();
  const { client } = useGateway();
  const queries = useQueryClient();
  const [note, setNote] = useMemoryNote();
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const add = async (): Promise<void> => {
    if (note.trim() === '' || busy) return;
    setBusy(true);
    setTrouble(undefined);
    try {
      await client.mutate('memory.append', { path, text: note });
      setNote('');
      await queries.invalidateQueries({ queryKey: ['memory.get'] });
      await queries.invalidateQueries({ queryKey: ['memory.list'] });
    } catch (error) {
      const { refusal } = toCallFailure(error);
      setTrouble(refusal ? errorText(refusal) : tc('unreachable'));
    }
    setBusy(false);
  };
  return (
    <form
      className="space-y-2"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <TextArea
        aria-label={t('noteLabel', { path: nameOf(path) })}
        placeholder={t('noteLabel', { path: nameOf(path) })}
        value={note}
        rows={3}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void add();
        }}
      />
      {trouble === undefined ? null : (
        <p role="alert" className="text-sm text-danger">
          {trouble}
        </p>
      )}
      <Button type="submit" disabled={busy || note.trim() === ''}>
        {t('add')}
      </Button>
    </form>
  );
}

function Hits({ query, onOpen }: { query: string; onOpen: (path: string) => void }) {
  const t = useTranslations('memory');
  const found = useCall('memory.search', { query, limit: 50 });
  if (found.error) return <Failed error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Loading lines={3} />;
  if (found.data.hits.length === 0) return <Empty title={t('noHits')}>{t('noHitsHint')}</Empty>;
  return (
    <ul
      data-testid="memory-hits"
      className="divide-y divide-line overflow-hidden rounded-lg border border-line bg-surface"
    >
      {found.data.hits.map(({ path, line, text }) => (
        <li key={`${path}:${line}`}>
          <button
            type="button"
            onClick={() => onOpen(path)}
            className="block w-full px-3 py-2 text-left text-sm -outline-offset-2 hover:bg-sunken"
          >
            <span className="block text-xs text-ink-soft tabular-nums">
              {nameOf(path)} · {t('line', { line })}
            </span>
            <span className="wrap-anywhere">{text}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
