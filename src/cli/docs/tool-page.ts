import { DEFAULT_POLICY } from '../../domain/policy/policy-service.ts';
import type { Tool, ToolEffect, ToolReach } from '../../domain/run/tool-port.ts';
import { TOOLS } from '../../tools/registry.ts';
import { fieldTable } from './schema-markdown.ts';

const EFFECTS: Record<ToolEffect, string> = {
  'read-only': 'Changes nothing, so it may run again.',
  'compare-and-set':
    'Changes only what still is as it was shown; what is already done counts as done. So it may run again after a crash.',
  unknown: 'After a crash in the middle nobody knows what it did: the run says so, and it is never repeated by itself.',
};

const REACHES: Record<ToolReach, string> = {
  workspace: 'the session folder',
  memory: 'the memory files',
  network: 'the network',
};

/** docs/tools.md: every tool, with what a policy says of it in a new home. */
export function renderToolDocs(): string {
  const tools = TOOLS.map(({ over, examples }) => ({ tool: over(noWorkbench), examples }));
  return [
    '# Tools',
    '',
    '<!-- Written by `npm run docs` from src/tools and the default policy: edit those. -->',
    '',
    'What a model can call. Every call is judged by the policy before it runs, and its verdict is recorded. A call that needs an approval',
    'shows exactly what will run, and runs only if that is still the same. To add a tool, see [the example](examples/adding-a-tool.md).',
    '',
    '| tool | risk | effect | works on | in a new home |',
    '|---|---|---|---|---|',
    ...tools.map(
      ({ tool: { name, risk, effect, reaches = 'workspace' } }) =>
        `| [\`${name}\`](#${anchorOf(name)}) | ${risk} | ${effect} | ${REACHES[reaches]} | ${actionOf(name)} |`,
    ),
    '',
    '| effect | what a crash in the middle means |',
    '|---|---|',
    ...Object.entries(EFFECTS).map(([effect, meaning]) => `| ${effect} | ${meaning} |`),
    '',
    '`name?` is a field that may be left out. A field that does not exist is refused, with a message for the model.',
    '',
    ...tools.flatMap(({ tool, examples }) => section(tool, examples)),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}

function section(tool: Tool, examples: readonly Record<string, unknown>[]): string[] {
  const subjects = examples.flatMap((example) => {
    const parsed = tool.parse(example);
    return parsed.ok ? [tool.subject(parsed.args)] : [];
  });
  const otherEffect = subjects.find(({ effect }) => effect !== tool.effect)?.effect;
  // A condition of a rule on anything that a call does not have never matches.
  const facts = (['argv', 'path', 'host', 'method'] as const).filter((fact) =>
    subjects.some((subject) => subject[fact] !== undefined),
  );
  return [
    `## ${tool.name}`,
    '',
    tool.description,
    '',
    [
      `Risk ${tool.risk}`,
      otherEffect === undefined ? tool.effect : `${tool.effect}, of some calls ${otherEffect}`,
      `${actionOf(tool.name)} in a new home`,
      ...(facts.length === 0 ? [] : [`rules can look at ${facts.map((fact) => `\`${fact}\``).join(', ')}`]),
    ].join(' · '),
    '',
    ...fieldTable(tool.params),
    '',
    '```json',
    ...examples.map((example) => JSON.stringify(example)),
    '```',
    '',
  ];
}

function actionOf(name: string): string {
  const { tools, defaultAction } = DEFAULT_POLICY.toolPolicy;
  return tools[name] ?? defaultAction;
}

const anchorOf = (name: string) => name.replaceAll('.', '');

function noWorkbench(): never {
  throw new Error('a page runs no tool');
}
