/** One variable of the environment. The table of them is in src/config. */
export type ConfigRow = { key: string; type: string; default: string; description: string };

/** docs/config.md. */
export function renderConfigDocs(rows: readonly ConfigRow[]): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  return [
    '# Configuration',
    '',
    '<!-- Written by `npm run docs` from src/config/config.ts: edit that. -->',
    '',
    'OpenFoal reads these variables once, at start. It tells all problems at once and does not start with a bad value or with an unknown',
    '`OPENFOAL_` variable, so a misspelt one cannot be ignored. None is needed to try it.',
    '',
    '| variable | type | default | |',
    '|---|---|---|---|',
    ...rows.map(
      (row) =>
        `| \`${row.key}\` | ${cell(row.type)} | ${row.default === '' ? '' : `\`${cell(row.default)}\``} | ${cell(row.description)} |`,
    ),
    '',
  ].join('\n');
}

/** .env.example: every variable with its default, commented out. */
export function renderEnvExample(rows: readonly ConfigRow[]): string {
  return [
    '# Every variable that OpenFoal reads, with its default. Uncomment what you change.',
    '# Written by `npm run docs` from src/config/config.ts: edit that.',
    '',
    ...rows.flatMap((row) => [`# ${row.description} (${row.type})`, `# ${row.key}=${row.default}`, '']),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
