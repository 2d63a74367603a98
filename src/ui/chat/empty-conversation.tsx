'use client';

import { lazy, Suspense } from 'react';
import { orNotLoaded } from '../not-loaded.tsx';
import type { StartPageProps } from './start/start-page.tsx';

/** Whoever opens a session that has begun does without. */
export const loadStartPage = () => import('./start/start-page.tsx');
const StartPage = lazy(async () => ({ default: await orNotLoaded(loadStartPage().then((part) => part.StartPage)) }));

/** A conversation before its first message. */
export function EmptyConversation(props: StartPageProps) {
  return (
    <Suspense>
      <StartPage {...props} />
    </Suspense>
  );
}
