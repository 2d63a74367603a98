/** What one check found. `fix` says what to do, in words or as a command; secrets are in neither. */
export type Finding = {
  /** Stable, for scripts: `node`, `home.permissions` … */
  id: string;
  status: 'ok' | 'warn' | 'fail';
  message: string;
  fix?: string;
};

export const ok = (id: string, message: string): Finding => ({ id, status: 'ok', message });
export const warn = (id: string, message: string, fix: string): Finding => ({ id, status: 'warn', message, fix });
export const fail = (id: string, message: string, fix: string): Finding => ({ id, status: 'fail', message, fix });
