import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHostExecutor } from '../host.ts';
import type { Containment } from '../host-containment.ts';
import type { Subject } from './subject.ts';

export type HostSubject = Subject & { home: string };

/** A host executor over a home of its own, with a secret in it and the workspaces inside, as in OPENFOAL_HOME. */
export function makeHostSubject(containment: Containment, options: { useRipgrep?: boolean } = {}): HostSubject {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal home ')));
  chmodSync(home, 0o755);
  writeFileSync(join(home, 'token'), 'the secret of the gateway');
  let places = 0;
  let clockMs = 0;
  return {
    home,
    executor: createHostExecutor({
      containment,
      hiddenPaths: [home],
      env: { ...process.env, OPENFOAL_TOKEN: 'x', OPENAI_API_KEY: 'x', NODE_OPTIONS: '--no-warnings' },
      now: () => performance.now() + clockMs,
      ...options,
    }),
    async place() {
      places += 1;
      const folder = join(home, 'workspaces', `session ${places}`);
      mkdirSync(folder, { recursive: true });
      return { sessionId: `session ${places}`, folder };
    },
    moveClock(byMs) {
      clockMs += byMs;
    },
    async asPlainUser(work) {
      if (process.geteuid?.() !== 0) return work();
      process.setegid?.(65_534);
      process.seteuid?.(65_534);
      try {
        return await work();
      } finally {
        process.seteuid?.(0);
        process.setegid?.(0);
      }
    },
    async close() {
      rmSync(home, { recursive: true, force: true });
    },
  };
}
