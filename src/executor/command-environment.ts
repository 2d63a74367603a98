/** The variables that a command may see besides LC_*: where programs are, who and where the person is, how text is written. */
const ALLOWED = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'TERM', 'TZ', 'TMPDIR'];

/**
 * The environment of every command: an allow-list, so that provider keys and OPENFOAL_* never reach one, whatever they are
 * called. Locale and search path have defaults, because a service manager starts the gateway with neither.
 * Source: architecture.md §4 "Host driver".
 */
export function commandEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const clean: Record<string, string> = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && (ALLOWED.includes(name) || name.startsWith('LC_'))) clean[name] = value;
  }
  return clean;
}
