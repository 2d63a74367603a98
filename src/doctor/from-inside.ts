/** The checks that make sense from inside a running gateway: `openfoal doctor` runs the same ones, and those of a start. */
import type { Clock } from '../domain/ports.ts';
import type { Models } from '../domain/run/model-port.ts';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';
import { checkContainment } from './containment.ts';
import { checkDisk } from './disk.ts';
import { checkDocker } from './docker.ts';
import { checkHome } from './home.ts';
import { checkModels, type LocalServers } from './models.ts';
import { checkNode } from './node.ts';
import { checkPages } from './pages.ts';
import { checkPrograms } from './programs.ts';

/** Whoever asks again sooner gets what was found. */
const FRESH_MS = 5_000;

export type Inside = {
  clock: Clock;
  home: string;
  database: { kind: 'SQLite' | 'Postgres'; ping: () => Promise<void> };
  /** Providers with a key. */
  keys: readonly string[];
  localServers: LocalServers;
  models: Pick<Models, 'defaultModel' | 'describe'>;
  /** As it was found out at start; absent where no command runs. */
  containment: Parameters<typeof checkContainment>[0] | undefined;
  dockerHost: string | undefined;
  pagesAreBuilt: () => Promise<boolean>;
};

/** Asks the machine at most every few seconds, however many want to know. */
export function createDoctor(inside: Inside): () => Promise<Finding[]> {
  let last: { at: number; findings: Promise<Finding[]> } | undefined;
  return () => {
    const now = inside.clock.now();
    if (last && now - last.at < FRESH_MS && now >= last.at) return last.findings;
    const findings = examine(inside);
    const asked = { at: now, findings };
    last = asked;
    // A look that broke off is no finding: the next one who asks looks again.
    findings.catch(() => {
      if (last === asked) last = undefined;
    });
    return findings;
  };
}

/** In the order in which a person would look. */
async function examine({ home, database, containment, ...inside }: Inside): Promise<Finding[]> {
  const [stored, built, models, docker, programs] = await Promise.all([
    checkOpenDatabase(database),
    inside.pagesAreBuilt(),
    checkModels(inside.keys, inside.localServers, inside.models),
    checkDocker(inside.dockerHost),
    checkPrograms(),
  ]);
  return [
    checkNode(process.versions.node),
    ...checkHome(home),
    checkDisk(home),
    stored,
    checkPages(built),
    ...models,
    ...(containment ? [checkContainment(containment)] : []),
    docker,
    ...programs,
  ];
}

function checkOpenDatabase({ kind, ping }: Inside['database']): Promise<Finding> {
  return ping().then(
    () => findingOf('database', 'answers', { kind }),
    () => findingOf('database', 'silent', { kind }),
  );
}
