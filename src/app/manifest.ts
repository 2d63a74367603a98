import type { MetadataRoute } from 'next';

/** What a browser installs: a window of its own, which opens where the page does. The icons are made by src/testing/icons.ts. */
export default function manifest(): MetadataRoute.Manifest {
  return {
    id: '/',
    name: 'OpenFoal',
    short_name: 'OpenFoal',
    description: 'A self-hosted home for an AI agent.',
    start_url: '/',
    scope: '/',
    display: 'standalone',
    background_color: '#fcfcfb',
    theme_color: '#fcfcfb',
    icons: [
      { src: '/icons/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
      { src: '/icons/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
      { src: '/icons/maskable-192.png', sizes: '192x192', type: 'image/png', purpose: 'maskable' },
      { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
    shortcuts: [
      { name: 'New session', url: '/?new' },
      { name: 'Approvals', url: '/console/approvals' },
    ],
  };
}
