'use client';

import { useMemo } from 'react';
import { openSession, type SessionView } from '../../client/session-store.ts';
import { everyFrame } from '../every-frame.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';

/** The session, live for as long as the component is there. */
export function useSession(sessionId: string): SessionView & { reload: () => void } {
  const { client } = useGateway();
  const store = useMemo(() => openSession({ client, sessionId, schedule: everyFrame }), [client, sessionId]);
  return { ...useObservable(store), reload: store.reload };
}
