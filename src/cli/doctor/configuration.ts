import { type Config, ConfigError, readConfig } from '../../config/config.ts';
import type { Finding } from '../../protocol/entities.ts';
import { findingOf } from '../../protocol/findings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Every problem of the configuration at once; with problems, the defaults stand in so that the other checks can go on. */
export function checkConfiguration(environment: Environment): { config: Config; findings: Finding[] } {
  try {
    return { config: readConfig(environment), findings: [findingOf('config', 'valid')] };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const findings = error.problems.map((problem) => findingOf('config', 'problem', { problem }));
    return { config: readConfig({ OPENFOAL_HOME: environment.OPENFOAL_HOME }), findings };
  }
}
