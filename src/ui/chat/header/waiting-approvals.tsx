'use client';

import { Hand } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useGateway, useObservable } from '../../gateway-provider.tsx';
import { useTranslations } from '../../i18n/locale-provider.tsx';
import { orNotLoaded } from '../../not-loaded.tsx';
import { Button } from '../../primitives/button.tsx';
import { Loading } from '../../primitives/page-state.tsx';
import { Popover } from '../../primitives/popover.tsx';

const WaitingQueue = lazy(async () => ({
  default: await orNotLoaded(import('./waiting-queue.tsx').then((part) => part.WaitingQueue)),
}));

/** How many approvals wait in all sessions, and behind it each of them, to be answered here. */
export function WaitingApprovals() {
  const t = useTranslations('waiting');
  const { sessions } = useGateway();
  const count = Object.keys(useObservable(sessions).list.pendingApprovals).length;
  const label = t('button', { count });
  return (
    <>
      <Popover
        label={t('title')}
        size="wide"
        trigger={
          <Button
            tone={count > 0 ? 'attention' : 'ghost'}
            size="small"
            aria-label={label}
            title={label}
            data-testid="waiting-approvals"
            className="tabular-nums"
          >
            <Hand aria-hidden className="size-4" />
            {count > 0 ? count : null}
          </Button>
        }
      >
        <Suspense fallback={<Loading lines={2} />}>
          <WaitingQueue />
        </Suspense>
      </Popover>
      <Announcer count={count} />
    </>
  );
}

/** Tells a screen reader when the number changes, whatever page of the chat is open. */
function Announcer({ count }: { count: number }) {
  const t = useTranslations('waiting');
  const before = useRef(count);
  const region = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (before.current === count) return;
    before.current = count;
    // Written into the page directly: it is spoken when it changes, and what was there when the page opened is not.
    if (region.current) region.current.textContent = t('announce', { count });
  }, [count, t]);
  return <span ref={region} role="status" className="sr-only" />;
}
