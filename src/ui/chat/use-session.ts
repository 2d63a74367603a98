'use client';

import { useMemo } from 'react';
import { useGateway, useObservable } from '../gateway-provider.tsx';
import { openSession, type SessionView } from '../session-store.ts';

/** The session, live for as long as the component is there. */
export function useSession(sessionId: string): SessionView & { reload: () => void } {
  const { client } = useGateway();
  const store = useMemo(() => openSession({ client, sessionId }), [client, sessionId]);
  return { ...useObservable(store), reload: store.reload };
}
