'use client';

import { useMemo, useState } from 'react';
import { openSession, type SessionStore, type SessionView } from '../../client/session-store.ts';
import { everyFrame } from '../every-frame.ts';
import { useGateway, useObservable } from '../gateway-provider.tsx';

/** What is read of a session before it is shown, and each time the reader comes near its beginning. */
const PAGE_SIZE = 500;

/**
 * The session, live for as long as the component is there: its newest events, and older ones as they are asked for. With
 * `fromSeq` it opens with that event at hand.
 */
export function useSession(
  sessionId: string,
  fromSeq?: number,
): SessionView & Pick<SessionStore, 'reload' | 'readOlder'> {
  const { client } = useGateway();
  // Only the first one counts: later ones are read into what is open already.
  const [firstSeq] = useState(fromSeq);
  const store = useMemo(
    () => openSession({ client, sessionId, schedule: everyFrame, pageSize: PAGE_SIZE, fromSeq: firstSeq }),
    [client, sessionId, firstSeq],
  );
  return { ...useObservable(store), reload: store.reload, readOlder: store.readOlder };
}
