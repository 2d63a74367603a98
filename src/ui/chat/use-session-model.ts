import { useEffect, useState } from 'react';
import { useGateway } from '../gateway-provider.tsx';

/** The model that a new session will be answered by, so that a demo says that it is one before it does. */
export function useSessionModel(): string | undefined {
  const { client } = useGateway();
  const [model, setModel] = useState<string>();
  useEffect(() => {
    const left = new AbortController();
    client.query('models.list', {}, left.signal).then(
      ({ sessionModel }) => {
        if (!left.signal.aborted) setModel(sessionModel);
      },
      // Only a label hangs on it: whatever is wrong shows where it matters.
      () => undefined,
    );
    return () => left.abort();
  }, [client]);
  return model;
}
