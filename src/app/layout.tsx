import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import '../ui/theme.css';

import type { Metadata, Viewport } from 'next';
import { cookies, headers } from 'next/headers';
import type { ReactNode } from 'react';
import { loadCatalogue } from '../ui/i18n/catalogues.ts';
import { errorTexts } from '../ui/i18n/error-texts.ts';
import { isLocale, LOCALE_NAME, preferredLocale } from '../ui/i18n/locales.ts';
import { PageShell } from '../ui/page-shell.tsx';

export const metadata: Metadata = {
  title: 'OpenFoal',
  description: 'A self-hosted home for an AI agent.',
  robots: { index: false },
  referrer: 'no-referrer',
  // An icon of the folder is left out as soon as one is named here.
  icons: { icon: { url: '/icon.svg', type: 'image/svg+xml' }, apple: '/icons/apple-180.png' },
  appleWebApp: { capable: true, title: 'OpenFoal' },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#fcfcfb' },
    { media: '(prefers-color-scheme: dark)', color: '#171716' },
  ],
};

/** Reads the request's headers, and so renders for each request: the scripts of a page carry the nonce of its policy. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const request = await headers();
  const chosen = (await cookies()).get(LOCALE_NAME)?.value;
  const preferred = isLocale(chosen) ? chosen : preferredLocale(request.get('accept-language'));
  const catalogue = await loadCatalogue(preferred);
  return (
    <html lang={preferred} suppressHydrationWarning>
      <body>
        <PageShell
          nonce={request.get('x-nonce') ?? undefined}
          preferred={preferred}
          catalogue={catalogue}
          errorTexts={errorTexts}
        >
          {children}
        </PageShell>
      </body>
    </html>
  );
}
