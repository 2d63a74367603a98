import { headers } from 'next/headers';
import type { ReactNode } from 'react';
import { gatewaySidePort } from '../../ui/gateway-location.ts';
import { SiteFrame } from '../../ui/site-frame.tsx';

/** Everything behind the sign-in: one connection for chat and console, kept while people go from one to the other. */
export default async function PagesLayout({ children }: { children: ReactNode }) {
  const build = (await headers()).get('x-build') ?? undefined;
  return (
    <SiteFrame sidePort={gatewaySidePort() !== undefined} build={build}>
      {children}
    </SiteFrame>
  );
}
