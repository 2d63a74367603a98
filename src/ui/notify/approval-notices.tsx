'use client';

import { useEffect, useMemo } from 'react';
import { toolSummary } from '../../client/tool-summary.ts';
import type { Approval } from '../../protocol/entities.ts';
import { useWaitingInTitle } from '../document-title.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { useTranslations } from '../i18n/locale-provider.tsx';
import { useNotices } from './use-notices.ts';

/**
 * Says that approvals wait where people look when they do not look at the page: in the title of the tab, on the icon of the
 * installed app, and, when they want it, as notifications. Those are the service worker's: it knows all tabs, so there is one
 * for each approval and none while a tab is in view (public/sw.js).
 */
export function ApprovalNotices() {
  const { client, sessions } = useGateway();
  const { list, loaded } = useObservable(sessions);
  const ids = Object.keys(list.pendingApprovals).sort().join(' ');
  const count = Object.keys(list.pendingApprovals).length;
  const { state } = useNotices();
  const tell = useTell(state === 'on');

  useWaitingInTitle(count);
  useEffect(() => {
    // Only an installed page has a badge; a browser may refuse it at any time.
    if ('setAppBadge' in navigator) void navigator.setAppBadge(count).catch(() => undefined);
  }, [count]);
  useEffect(() => {
    if (!loaded) return;
    const left = new AbortController();
    const wanted = ids === '' ? [] : ids.split(' ');
    const ask = async (): Promise<void> => {
      const approvals = await Promise.all(
        wanted.map((approvalId) => client.query('approval.get', { approvalId }, left.signal)),
      );
      if (!left.signal.aborted) tell(approvals.filter(({ status }) => status === 'pending'));
    };
    // One that is gone meanwhile changes the list, and then this runs again.
    ask().catch(() => undefined);
    return () => left.abort();
  }, [client, ids, loaded, tell]);
  return null;
}

const BODY_CHARS = 160;

/** Tells the service worker everything that waits now. */
function useTell(notify: boolean): (approvals: readonly Approval[]) => void {
  const t = useTranslations('notify');
  return useMemo(
    () => (approvals) => {
      if (typeof navigator.serviceWorker !== 'object') return;
      const waiting = approvals.map(({ approvalId, toolName, args }) => ({
        approvalId,
        title: t('title', { tool: toolName }),
        body: toolSummary(args).slice(0, BODY_CHARS),
      }));
      void navigator.serviceWorker.ready.then(({ active }) =>
        active?.postMessage({ kind: 'waiting', notify, waiting }),
      );
    },
    [notify, t],
  );
}
