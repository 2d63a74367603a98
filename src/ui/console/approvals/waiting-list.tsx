'use client';

import { type ReactNode, type RefObject, useState } from 'react';
import { toolSummary } from '../../../client/tool-summary.ts';
import { withHiddenShown } from '../../../client/visible-text.ts';
import type { Approval } from '../../../protocol/entities.ts';
import { TimeLeft } from '../../chat/time-left.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { Button } from '../../primitives/button.tsx';
import { cx } from '../../primitives/cx.ts';
import { Ago } from '../../primitives/time.tsx';
import { isMac, keysOf, SHORTCUTS } from '../../shortcuts.ts';
import { useSingleKeys } from '../../use-shortcuts.ts';

type Props = {
  approvals: readonly Approval[];
  shownId: string;
  checked: ReadonlySet<string>;
  /** The list of the rows, which take the keys. */
  rows: RefObject<HTMLUListElement | null>;
  onShow: (id: string) => void;
  onToggle: (id: string) => void;
  onCheck: (all: boolean) => void;
  /** What can be done with those that are checked. */
  actions: ReactNode;
};

const AT_ONCE = 50;

/** The queue. One row is in the order of the Tab key, the arrow keys lead to the others. */
export function WaitingList({ approvals, shownId, checked, rows, onShow, onToggle, onCheck, actions }: Props) {
  const t = useTranslations('consoleApprovals');
  const tc = useTranslations('common');
  const [limit, setLimit] = useState(AT_ONCE);
  const at = approvals.findIndex(({ approvalId }) => approvalId === shownId);
  // The one that is shown is drawn, however far the keys went.
  const drawn = approvals.slice(0, Math.max(limit, at + 1));
  const reachable = at === -1 ? approvals[0]?.approvalId : shownId;
  const chosen = approvals.filter(({ approvalId }) => checked.has(approvalId)).length;
  if (approvals.length === 0) return <p className="text-sm text-ink-soft">{t('noneLeft')}</p>;
  return (
    <>
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-2 text-sm">
        <label className="flex items-center gap-2 pl-2.5">
          <input
            type="checkbox"
            aria-label={t('checkAll')}
            className="size-4 accent-accent"
            ref={(box) => {
              if (box) box.indeterminate = chosen > 0 && chosen < approvals.length;
            }}
            checked={chosen === approvals.length}
            onChange={(event) => onCheck(event.target.checked)}
          />
          <span role="status" className="text-ink-soft tabular-nums">
            {chosen === 0 ? t('count', { count: approvals.length }) : t('checked', { count: chosen })}
          </span>
        </label>
        {actions}
      </div>
      <ul ref={rows} aria-label={t('list')} className="space-y-1">
        {drawn.map((approval) => (
          <Row
            key={approval.approvalId}
            approval={approval}
            isShown={approval.approvalId === shownId}
            isReachable={approval.approvalId === reachable}
            isChecked={checked.has(approval.approvalId)}
            onShow={onShow}
            onToggle={onToggle}
          />
        ))}
      </ul>
      {drawn.length < approvals.length ? (
        <Button onClick={() => setLimit(drawn.length + AT_ONCE)}>{tc('more')}</Button>
      ) : null}
      <KeyHint />
    </>
  );
}

type RowProps = {
  approval: Approval;
  isShown: boolean;
  isReachable: boolean;
  isChecked: boolean;
  onShow: (id: string) => void;
  onToggle: (id: string) => void;
};

function Row({ approval, isShown, isReachable, isChecked, onShow, onToggle }: RowProps) {
  const t = useTranslations('consoleApprovals');
  const { approvalId, toolName, args, requestedAt, expiresAt } = approval;
  const what = withHiddenShown(toolSummary(args));
  const tabIndex = isReachable ? 0 : -1;
  return (
    <li
      className={cx(
        'flex items-start rounded-md border',
        isShown ? 'border-line-strong bg-sunken' : 'border-line bg-surface hover:border-line-strong',
      )}
    >
      <label className="flex p-2.5">
        <input
          type="checkbox"
          tabIndex={tabIndex}
          aria-label={t('check', { tool: toolName, what })}
          className="size-4 accent-accent"
          checked={isChecked}
          onChange={() => onToggle(approvalId)}
        />
      </label>
      <button
        type="button"
        tabIndex={tabIndex}
        aria-current={isShown ? 'true' : undefined}
        data-testid="waiting-row"
        onClick={() => onShow(approvalId)}
        className="min-w-0 flex-1 space-y-0.5 rounded-md py-2 pr-2.5 text-left text-sm"
      >
        <span className="block truncate font-medium">{toolName}</span>
        <span className="block truncate font-mono text-xs text-ink-soft">{what}</span>
        <span className="flex flex-wrap justify-between gap-x-2 text-xs text-ink-soft tabular-nums">
          <Ago at={requestedAt} />
          <TimeLeft until={expiresAt} />
        </span>
      </button>
    </li>
  );
}

/** What the keys do, where somebody has keys. */
function KeyHint() {
  const t = useTranslations('consoleApprovals');
  const [singleKeys] = useSingleKeys();
  if (!singleKeys) return null;
  const { up, down, answer, check } = SHORTCUTS.triage;
  return (
    <p className="hidden text-xs text-ink-soft rail:block">
      {t('keys', { up: keyOf(up), down: keyOf(down), answer: keyOf(answer), check: keyOf(check) })}
    </p>
  );
}

const keyOf = ([combo]: readonly [string]): string => keysOf(combo, isMac()).join(' ');
