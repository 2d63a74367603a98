/** `openfoal approvals`: what waits for a person, and deciding it as one. */
import type { GatewayClient } from '../client/gateway-client.ts';
import { toolSummary } from '../client/tool-summary.ts';
import { readConfig } from '../config/config.ts';
import { processEnvironment } from '../config/environment.ts';
import { ApprovalScope } from '../protocol/entities.ts';
import { parseCommand } from './arguments.ts';
import { APPROVALS_OPTIONS } from './command-options.ts';
import { EXIT, UsageError } from './exit-codes.ts';
import { connectTo } from './gateway/connect.ts';
import { findGateway } from './gateway/find-gateway.ts';
import { signInTo } from './gateway/sign-in.ts';
import { approvalLines } from './terminal/approval-text.ts';
import { jsonBlock } from './terminal/json-line.ts';
import { safeText } from './terminal/safe-text.ts';
import { createStyle, wantsColour } from './terminal/style.ts';
import { table } from './terminal/table.ts';

const ACTIONS = ['list', 'show', 'approve', 'reject'] as const;
type Action = (typeof ACTIONS)[number];

export async function approvals(args: readonly string[]): Promise<number> {
  const { values, words } = parseCommand(args, APPROVALS_OPTIONS, 2);
  const { action, approvalId } = parseWords(words);
  const scope = parseScope(values.scope, action);
  const environment = processEnvironment();
  const target = findGateway(values, readConfig(environment));
  const link = values['sign-in'];
  const signIn = link === undefined ? undefined : await signInTo(target.url, link);
  const { client, close } = await connectTo(target, signIn);
  try {
    const style = createStyle(wantsColour(process.stdout, environment));
    if (action === 'list')
      process.stdout.write(await list(client, { all: values.all === true, json: values.json === true }));
    else if (action === 'show') {
      const approval = await client.query('approval.get', { approvalId });
      const lines = [
        ...approvalLines(approval, style, Date.now()),
        `${style.dim('status'.padEnd(10))} ${approval.status}`,
      ];
      process.stdout.write(values.json ? jsonBlock(approval) : `${lines.join('\n')}\n`);
    } else {
      const comment = values.comment === undefined ? {} : { comment: values.comment };
      const answer = await client.mutate('approval.resolve', { approvalId, decision: action, scope, ...comment });
      process.stdout.write(
        values.json ? jsonBlock(answer) : `${answer.approvalId} is ${answer.status}; run ${answer.runId} goes on.\n`,
      );
    }
    return EXIT.ok.code;
  } finally {
    close();
  }
}

function parseWords([word = 'list', id]: readonly string[]): { action: Action; approvalId: string } {
  const action = ACTIONS.find((each) => each === word);
  if (!action) throw new UsageError(`"${word}" is none of ${ACTIONS.join(', ')}.`);
  if (action === 'list' && id !== undefined) throw new UsageError('list takes no id.');
  if (action !== 'list' && id === undefined)
    throw new UsageError(`${action} which approval? \`openfoal approvals\` lists them.`);
  return { action, approvalId: id ?? '' };
}

function parseScope(text: string | undefined, action: Action): ApprovalScope {
  if (text === undefined) return 'once';
  if (action !== 'approve') throw new UsageError('--scope goes with approve.');
  const { data } = ApprovalScope.safeParse(text);
  if (!data) throw new UsageError('--scope is once or session.');
  return data;
}

async function list(client: GatewayClient, { all, json }: { all: boolean; json: boolean }): Promise<string> {
  const status = all ? (['pending', 'approved', 'rejected', 'expired', 'superseded'] as const) : (['pending'] as const);
  const { items } = await client.query('approval.queue', { status: [...status], limit: 50 });
  if (json) return jsonBlock(items);
  if (items.length === 0) return all ? 'There is no approval yet.\n' : 'Nothing waits for an approval.\n';
  const rows = items.map(({ approvalId, status: state, toolName, args, requestedAt }) => [
    approvalId,
    state,
    toolName,
    requestedAt.slice(0, 16).replace('T', ' '),
    safeText(toolSummary(args)).replaceAll('\n', ' '),
  ]);
  return `${table([['ID', 'STATUS', 'TOOL', 'ASKED (UTC)', 'WHAT'], ...rows])}\n`;
}
