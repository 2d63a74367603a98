'use client';

import type { ComponentType } from 'react';
import { useTranslations } from './i18n/locale-provider.tsx';
import { Button } from './primitives/button.tsx';

/** In the place of a part that is loaded when it is needed, and was not to be had then: the gateway was away. */
export function NotLoaded() {
  const t = useTranslations('common');
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 p-2 text-sm">
      {t('notLoaded')}
      <Button size="small" onClick={() => window.location.reload()}>
        {t('retry')}
      </Button>
    </div>
  );
}

/** The part, or that it could not be loaded: a rejected import would take the whole page with it. */
export const orNotLoaded = <P,>(part: Promise<ComponentType<P>>): Promise<ComponentType<P>> =>
  part.catch(() => NotLoaded);
