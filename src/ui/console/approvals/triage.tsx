'use client';

import { parseAsString, useQueryState } from 'nuqs';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { toast } from 'sonner';
import type { Approval } from '../../../protocol/entities.ts';
import type { ResolveApproval } from '../../chat/approval-card.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Empty } from '../../primitives/page-state.tsx';
import { shortcutOf } from '../../shortcuts.ts';
import { useResolveApproval } from '../../use-resolve-approval.ts';
import { useSingleKeys } from '../../use-shortcuts.ts';
import { moved, nextAfter } from './queue-order.ts';
import { RejectDialog } from './reject-dialog.tsx';
import { WaitingDetail } from './waiting-detail.tsx';
import { WaitingList } from './waiting-list.tsx';

type Props = {
  queue: readonly Approval[];
  /** There are more than this many; the others are not here. */
  leftOut: number | undefined;
  /** What is shown is known to be old. */
  onOutdated: () => void;
};

const NONE: ReadonlySet<string> = new Set();

/**
 * One approval after the other, by keys or by hand. What is shown is held by its id and changes only by what the person does here:
 * an answer from elsewhere takes its row away, and never puts another one under a finger that is on its way.
 */
export function Triage({ queue, leftOut, onOutdated }: Props) {
  const t = useTranslations('consoleApprovals');
  const [singleKeys] = useSingleKeys();
  const resolve = useResolveApproval();
  const [chosen, setChosen] = useQueryState('approval', parseAsString);
  const [answered, setAnswered] = useState(NONE);
  const [checked, setChecked] = useState(NONE);
  const [rejecting, setRejecting] = useState(false);
  const [focus, setFocus] = useState<{ on: 'row' | 'detail' | 'card' }>();
  const waiting = queue.filter(({ approvalId }) => !answered.has(approvalId));
  const ids = waiting.map(({ approvalId }) => approvalId);
  const [held, setHeld] = useState(ids[0]);
  if (held === undefined && ids[0] !== undefined) setHeld(ids[0]);
  const shownId = chosen ?? held;
  const checkedIds = ids.filter((id) => checked.has(id));

  const view = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLUListElement>(null);
  const detail = useRef<HTMLElement>(null);
  const card = useRef<HTMLDivElement | null>(null);
  /** Somebody went to the answers while what they are about was on its way: they get there if they still wait for it. */
  const awaitsCard = useRef(false);
  const takeCard = useCallback((node: HTMLDivElement | null): void => {
    card.current = node;
    if (!node || !awaitsCard.current) return;
    awaitsCard.current = false;
    if (document.activeElement === detail.current) node.focus();
  }, []);
  const latest = useRef({ ids, shownId });
  useEffect(() => {
    latest.current = { ids, shownId };
  });
  useEffect(() => {
    if (!focus) return;
    awaitsCard.current = focus.on === 'card' && card.current === null;
    const row = rows.current?.querySelector<HTMLElement>('[aria-current="true"]');
    if (focus.on === 'row') row?.focus();
    if (focus.on === 'row' && row && document.activeElement === row) return;
    const target = focus.on === 'card' ? (card.current ?? detail.current) : detail.current;
    (target ?? view.current)?.focus();
  }, [focus]);
  const mine = useAnsweredElsewhere(waiting, answered);

  const show = (id: string | undefined): void => {
    setHeld(id);
    // The first look at one is a step that the back button of a phone takes back.
    void setChosen(id ?? null, { history: chosen === null && id !== undefined ? 'push' : 'replace' });
  };
  const leave = (gone: ReadonlySet<string>): void => {
    const now = latest.current;
    if (now.shownId === undefined || !gone.has(now.shownId)) return;
    show(nextAfter(now.ids, now.shownId, gone));
    // Not on its buttons: a key that is pressed twice must not answer one that nobody has read.
    setFocus({ on: 'detail' });
  };
  const send: ResolveApproval = async (id, answer) => {
    mine.current.add(id);
    const refused = await resolve(id, answer);
    if (refused === undefined) setAnswered((before) => new Set(before).add(id));
    else {
      mine.current.delete(id);
      if (refused !== 'unreachable' && !refused.retryable) onOutdated();
    }
    return refused;
  };
  const answer: ResolveApproval = async (id, chosenAnswer) => {
    const refused = await send(id, chosenAnswer);
    if (refused === undefined) leave(new Set([id]));
    return refused;
  };
  const toggle = (id: string): void => {
    setChecked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  };

  const keyed = (event: KeyboardEvent): void => {
    const { target } = event;
    const inRow = target instanceof Node && rows.current?.contains(target) === true;
    if (!inRow && target !== detail.current) return;
    const name = shortcutOf('triage', event, { singleKeysOff: !singleKeys });
    if (name === undefined) return;
    event.preventDefault();
    if (name === 'check') {
      if (shownId !== undefined && ids.includes(shownId)) toggle(shownId);
    } else if (name === 'answer') {
      show(shownId);
      setFocus({ on: 'card' });
    } else {
      show(moved(ids, shownId, name) ?? shownId);
      setFocus({ on: 'row' });
    }
  };

  return (
    // Keys of its rows and of what is shown come up to here; it takes the focus itself when nothing is left that could.
    <div ref={view} tabIndex={-1} onKeyDown={keyed} className="outline-none">
      {shownId === undefined ? (
        <Empty title={t('none')}>{t('noneHint')}</Empty>
      ) : (
        <div className="grid items-start gap-4 rail:grid-cols-[19rem_minmax(0,1fr)]">
          <div className={cx('min-w-0 space-y-3', chosen !== null && 'hidden rail:block')}>
            {leftOut === undefined ? null : (
              <p role="status" className="text-sm text-attention">
                {t('tooMany', { count: leftOut })}
              </p>
            )}
            <WaitingList
              approvals={waiting}
              shownId={shownId}
              checked={checked}
              rows={rows}
              onShow={show}
              onToggle={toggle}
              onCheck={(all) => setChecked(all ? new Set(ids) : NONE)}
              actions={
                checkedIds.length === 0 ? null : (
                  <Button tone="danger" size="small" onClick={() => setRejecting(true)}>
                    {t('rejectChecked')}
                  </Button>
                )
              }
            />
          </div>
          <WaitingDetail
            // Of another one nothing may stand here, not even for a moment.
            key={shownId}
            approvalId={shownId}
            listed={waiting.find(({ approvalId }) => approvalId === shownId)}
            position={ids.indexOf(shownId) + 1}
            count={ids.length}
            ref={detail}
            card={takeCard}
            className={chosen === null ? 'hidden rail:block' : ''}
            onResolve={answer}
            onBack={() => {
              setHeld(shownId);
              void setChosen(null);
              setFocus({ on: 'row' });
            }}
            onNext={ids.some((id) => id !== shownId) ? () => leave(new Set([shownId])) : undefined}
          />
        </div>
      )}
      {rejecting ? (
        <RejectDialog
          ids={checkedIds}
          resolve={send}
          onDone={({ rejected, already }) => {
            if (already.length > 0) onOutdated();
            leave(new Set([...rejected, ...already]));
          }}
          onClose={() => {
            setRejecting(false);
            setChecked(NONE);
            setFocus({ on: 'row' });
          }}
        />
      ) : null}
    </div>
  );
}

/** Says so when one that waited is gone and nobody answered it here. Answers the ids that are being answered here. */
function useAnsweredElsewhere(waiting: readonly Approval[], answered: ReadonlySet<string>) {
  const t = useTranslations('consoleApprovals');
  const mine = useRef(new Set<string>());
  const before = useRef<readonly Approval[]>(waiting);
  useEffect(() => {
    const still = new Set(waiting.map(({ approvalId }) => approvalId));
    const gone = before.current.filter(
      ({ approvalId: id }) => !still.has(id) && !mine.current.has(id) && !answered.has(id),
    );
    before.current = waiting;
    const [first] = gone;
    if (first) toast(t('gone', { count: gone.length, tool: first.toolName }));
  });
  return mine;
}
