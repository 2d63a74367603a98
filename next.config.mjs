/** @type {import('next').NextConfig} */
export default {
  reactStrictMode: true,
  poweredByHeader: false,
  devIndicators: false,
  // A type error stops the build.
  typescript: { ignoreBuildErrors: false },
  // These load native code or files of their own: they are required at run time, never bundled.
  serverExternalPackages: ['better-sqlite3', 'postgres', 'pino'],
};
