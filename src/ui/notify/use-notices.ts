'use client';

import { useCallback, useState } from 'react';
import { useKeptSwitch } from '../local-setting.ts';

export const NOTICES = 'openfoal.notices';

export type Notices = {
  /** `denied`: the browser refuses, and only the person can change that, in the browser. */
  state: 'unsupported' | 'denied' | 'on' | 'off';
  /** Asks the browser's question the first time, so it has to follow from a click. */
  turn: (on: boolean) => Promise<void>;
};

/** Whether this device shows notifications, and the switch. */
export function useNotices(): Notices {
  const [wanted, setWanted] = useKeptSwitch(NOTICES, false);
  const [permission, setPermission] = useState(permissionNow);
  const turn = useCallback(
    async (on: boolean): Promise<void> => {
      const granted = on && permissionNow() === 'default' ? await Notification.requestPermission() : permissionNow();
      setPermission(granted);
      setWanted(on && granted === 'granted');
    },
    [setWanted],
  );
  if (permission === 'unsupported' || permission === 'denied') return { state: permission, turn };
  return { state: wanted && permission === 'granted' ? 'on' : 'off', turn };
}

function permissionNow(): NotificationPermission | 'unsupported' {
  const able = typeof Notification === 'function' && typeof navigator.serviceWorker === 'object';
  return able ? Notification.permission : 'unsupported';
}
