/** `openfoal chat`: the terminal, the connection and the conversation put together. */
import { readConfig } from '../../config/config.ts';
import { processEnvironment } from '../../config/environment.ts';
import { parseCommand } from '../arguments.ts';
import { CHAT_OPTIONS } from '../command-options.ts';
import { UsageError } from '../exit-codes.ts';
import { connectTo } from '../gateway/connect.ts';
import { parsePlace } from '../gateway/enter-session.ts';
import { findGateway } from '../gateway/find-gateway.ts';
import { createStyle, wantsColour } from '../terminal/style.ts';
import { converse } from './converse.ts';

export async function chat(args: readonly string[]): Promise<number> {
  const { values } = parseCommand(args, CHAT_OPTIONS);
  const place = parsePlace(values);
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new UsageError('A chat needs a terminal. For scripts: openfoal run "message".');
  }
  const environment = processEnvironment();
  const target = findGateway(values, readConfig(environment));
  const connection = await connectTo(target);
  const style = createStyle(wantsColour(process.stdout, environment));
  return converse({ input: process.stdin, output: process.stdout, target, connection, place, style, now: Date.now });
}
