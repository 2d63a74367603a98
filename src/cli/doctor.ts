/** `openfoal doctor`: every check once, as a table or as JSON. Exit code 1 when something keeps OpenFoal from working. */
import { join, resolve } from 'node:path';
import { processEnvironment } from '../config/environment.ts';
import { chance, systemClock } from '../config/system.ts';
import { checkContainment } from '../doctor/containment.ts';
import { checkDisk } from '../doctor/disk.ts';
import { checkDocker } from '../doctor/docker.ts';
import { checkHome } from '../doctor/home.ts';
import { checkModels, keysOf } from '../doctor/models.ts';
import { checkNode } from '../doctor/node.ts';
import { checkPages } from '../doctor/pages.ts';
import { checkPrograms } from '../doctor/programs.ts';
import { probeContainment } from '../executor/probe-containment.ts';
import { LOCAL_SERVERS } from '../model/discovery.ts';
import { createModels } from '../model/models.ts';
import { pagesAreBuilt } from '../pages-built.ts';
import type { Finding } from '../protocol/entities.ts';
import { findingOf } from '../protocol/findings.ts';
import { parseCommand } from './arguments.ts';
import { DOCTOR_OPTIONS } from './command-options.ts';
import { checkConfiguration } from './doctor/configuration.ts';
import { checkPostgres, checkSqlite } from './doctor/database.ts';
import { checkLock } from './doctor/lock.ts';
import { checkPort } from './doctor/port.ts';
import { EXIT } from './exit-codes.ts';
import { readGatewayFile } from './gateway/gateway-file.ts';
import { jsonBlock } from './terminal/json-line.ts';
import { safeText } from './terminal/safe-text.ts';
import { createStyle, type Style, wantsColour } from './terminal/style.ts';
import { table } from './terminal/table.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export async function doctor(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, DOCTOR_OPTIONS);
  const environment = processEnvironment();
  const findings = await examine(environment);
  const failed = findings.some(({ status }) => status === 'fail');
  const style = createStyle(wantsColour(process.stdout, environment));
  process.stdout.write(values.json ? jsonBlock({ ok: !failed, findings }) : `${report(findings, style)}\n`);
  return failed ? EXIT.failed.code : EXIT.ok.code;
}

/** All findings, in the order in which a person would look. */
export async function examine(environment: Readonly<Record<string, string | undefined>>): Promise<Finding[]> {
  const { config, findings } = checkConfiguration(environment);
  const running = readGatewayFile(config.home);
  const lock = checkLock(config.home, running);
  const database =
    config.databaseUrl !== undefined
      ? checkPostgres(config.databaseUrl)
      : lock.held
        ? findingOf('database', 'inUse')
        : checkSqlite(join(config.home, 'openfoal.db'));
  const models = createModels({
    providers: config,
    localServers: config.discoverModels ? LOCAL_SERVERS : [],
    model: config.model,
    clock: systemClock,
    random: chance,
  });
  return [
    checkNode(process.versions.node),
    ...findings,
    ...checkHome(config.home),
    lock.finding,
    checkDisk(config.home),
    await database,
    await checkPort(config, running),
    checkPages(await pagesAreBuilt(ROOT)),
    ...(await checkModels(keysOf(config), models, models)),
    checkContainment(await probeContainment(environment)),
    await checkDocker(environment.DOCKER_HOST),
    ...(await checkPrograms()),
  ];
}

export function report(findings: readonly Finding[], style: Style): string {
  const mark = { ok: style.green('ok'), warn: style.yellow('warn'), fail: style.red('fail') };
  const lines = table(findings.map(({ id, status, message }) => [mark[status], id, safeText(message)])).split('\n');
  const fixed = findings.flatMap(({ fix }, index) => [
    lines[index] ?? '',
    ...(fix === undefined ? [] : [style.dim(`      → ${safeText(fix)}`)]),
  ]);
  const counts = (['ok', 'warn', 'fail'] as const).map(
    (each) => `${findings.filter(({ status }) => status === each).length} ${each}`,
  );
  return [...fixed, '', counts.join(', ')].join('\n');
}
