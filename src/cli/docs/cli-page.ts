/** docs/cli.md: the table of commands as a page, with what a table cannot say. */

import { SLASH_COMMANDS } from '../chat/line.ts';
import { COMMANDS, type Command } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { flagOf } from '../help.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|');

export function renderCliDocs(): string {
  return [
    '# The command line',
    '',
    '<!-- Written by `npm run docs` from src/cli/commands.ts, command-options.ts and exit-codes.ts: edit those. -->',
    '',
    '`openfoal` speaks the same [protocol](protocol.md) as the page, over the same socket. From a clone:',
    '',
    '```sh',
    'npm install && npm install -g .',
    'openfoal start',
    '```',
    '',
    'Any Node starts it: one that is too old hands over to the Node 24 that `npm install` brings on Linux. Without `-g`: `npm run openfoal -- <command>`.',
    '',
    '| command | |',
    '|---|---|',
    ...Object.entries(COMMANDS).map(([name, { summary }]) => `| [\`${name}\`](#${name}) | ${cell(summary)} |`),
    '',
    '`openfoal help <command>` says the same as this page; `openfoal --version` the version.',
    '',
    '## Which gateway, and as whom',
    '',
    'A gateway that `openfoal start` or `dev` started says in `gateway.json` of OPENFOAL_HOME where it listens, so the other commands find it on any',
    'port. `--url` names another one. The credential is `--token`, else OPENFOAL_TOKEN, which is a user, else the `token` file of the home, which is a',
    'service: it can run, read and queue, and cannot approve, so that an approved command cannot approve its successors. The file goes only to the',
    'gateway of its home, or to a loopback address that you name.',
    '',
    'To decide an approval without OPENFOAL_TOKEN, sign in: paste the link that `openfoal start` printed when `chat` asks for it, or give it to',
    '`approvals --sign-in`. A link works once, within five minutes; Enter in the terminal of the gateway prints a new one. A gateway without a terminal (a',
    'service, a container) prints none: set OPENFOAL_TOKEN for it. What a sign-in gives stays in the memory of that one process.',
    '',
    '## Exit codes',
    '',
    '| code | |',
    '|---|---|',
    ...Object.values(EXIT).map(({ code, meaning }) => `| ${code} | ${cell(meaning)} |`),
    '',
    ...Object.entries(COMMANDS).flatMap(([name, command]) => section(name, command)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function section(name: string, { summary, forms, options }: Command): string[] {
  const usage = forms.map(({ words, does }) => {
    const line = `openfoal ${name}${words === '' ? '' : ` ${words}`}`;
    return does === undefined ? line : `${line.padEnd(44)}  # ${does}`;
  });
  const rows = Object.entries(options).map(
    ([option, row]) => `| \`${cell(flagOf(option, row))}\` | ${cell(row.description)} |`,
  );
  return [
    `## ${name}`,
    '',
    `${summary[0]?.toUpperCase()}${summary.slice(1)}.`,
    '',
    '```sh',
    ...usage,
    '```',
    '',
    ...(rows.length === 0 ? [] : ['| option | |', '|---|---|', ...rows, '']),
    ...(MORE[name] ?? []),
  ];
}

/** What a person should know of a command beyond its table. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  desktop: [
    'The window is an installed browser of the Chromium family (Chrome, Chromium, Edge or Brave, not from a snap; or OPENFOAL_BROWSER) with a profile of its own in',
    '`OPENFOAL_HOME/desktop`. It uses the gateway that runs on OPENFOAL_HOME and leaves it running; one that it had to start itself signs the window in, and',
    'stops when the window is closed, after the runs that are still on. Ctrl-C stops both at once; runs go on at the next start. With a gateway of another',
    'process the window keeps its sign-in for thirty days; without one, paste the link of the terminal of that gateway (Enter there prints a new one), or',
    'OPENFOAL_TOKEN. As root, in a container for tests say, a browser refuses to start without `-- --no-sandbox`. Why it is so: [decision 0019](decisions/0019-the-desktop-window-is-a-browser.md).',
    '',
  ],
  chat: [
    'A session begins with the first message. Text streams as it comes, reasoning dimmed; a tool call shows what it runs, what it prints (the first lines)',
    'and how it ended. An approval shows exactly what will run, with every hidden character written out; `a` approves once, `s` for this session,',
    '`r` rejects with a reason. A key counts when it comes alone and the card has stood for a moment: a word or a paste approves nothing. While a run is',
    'on you can type: output waits until the line is sent, and the message is queued. Ctrl-C stops the run, twice leaves; what runs goes on without you.',
    'What a model or a tool writes reaches the terminal without control sequences: no cursor moves, titles, clipboard or questions to the terminal.',
    '',
    '| in the chat | |',
    '|---|---|',
    ...Object.entries(SLASH_COMMANDS).map(
      ([name, { argument, does }]) => `| \`${cell(`/${name} ${argument}`.trim())}\` | ${cell(does)} |`,
    ),
    '',
  ],
  run: [
    'The answer goes to stdout, progress to stderr. With `--json` stdout has one event envelope a line, each once and in order whatever happens to the',
    'connection; the last line is `agent.completed`, `agent.failed`, or `approval.required` with exit code 4. One idempotency key per invocation: a lost',
    'connection never runs a message twice. Ctrl-C stops the run and waits for its last event.',
    '',
    '```sh',
    'git diff | openfoal run --folder . --json - | jq -r \'select(.event == "agent.completed").payload.text\'',
    '```',
    '',
  ],
  doctor: [
    'Node, configuration, home and its permissions, who holds it, disk, database, port, pages, models, containment of commands, Docker, ripgrep, git. Each',
    'finding is `{id, reason, status: ok|warn|fail, message, fix?, params}`; only a `fail` makes the exit code 1. Keys are never shown. The database is',
    'opened only while no gateway has it. What makes sense from inside a running gateway is also in `system.doctor`.',
    '',
  ],
};
