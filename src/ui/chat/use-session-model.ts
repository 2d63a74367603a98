'use client';

import { useCall } from '../use-call.ts';

/** The model that a session which names none is answered by, so that a demo says that it is one before it does. */
export function useSessionModel(): string | undefined {
  return useCall('models.list', {}).data?.sessionModel;
}
