import type { ReactNode } from 'react';
import { gatewaySidePort } from '../../ui/gateway-location.ts';
import { SiteFrame } from '../../ui/site-frame.tsx';

/** Everything behind the sign-in: one connection for chat and console, kept while people go from one to the other. */
export default function PagesLayout({ children }: { children: ReactNode }) {
  return <SiteFrame sidePort={gatewaySidePort() !== undefined}>{children}</SiteFrame>;
}
