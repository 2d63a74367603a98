/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // `npm run check` type-checks the whole project, tests included; whoever only starts the gateway need not wait for it.
  typescript: { ignoreBuildErrors: true },
  // Texts come compiled (src/ui/i18n): what would parse them stays at home.
  turbopack: { resolveAlias: { 'use-intl/format-message': 'use-intl/format-message/format-only' } },
  // These load native code or files of their own: they are required at run time, never bundled.
  serverExternalPackages: ['better-sqlite3', 'postgres', 'pino'],
};
