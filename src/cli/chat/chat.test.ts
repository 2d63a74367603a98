/** The chat as a person sees it: the real command in a real terminal against a real gateway with the demo model. */
import { expect, test } from 'vitest';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { type Chat, startInTerminal } from '../cli.fixture.ts';
import { writeGatewayFile } from '../gateway/gateway-file.ts';

const CTRL_C = '\u0003';
const KEYS = 'a approve once';

async function open(): Promise<{ gateway: TestGateway; chat: Chat } & AsyncDisposable> {
  const gateway = await startTestGateway();
  writeGatewayFile(gateway.home, { url: `http://127.0.0.1:${gateway.port}`, pid: process.pid });
  const chat = startInTerminal({ home: gateway.home }, 'chat');
  await chat.until('› ');
  return {
    gateway,
    chat,
    [Symbol.asyncDispose]: async () => {
      await chat[Symbol.asyncDispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}
const linkOf = ({ port, server }: TestGateway): string =>
  `http://localhost:${port}/signin#code=${server.application.gateway.authenticator.mintCode()}`;
/** The card counts keys only when it has stood for a moment: pressing again until it is heard is what a person does. */
async function press(chat: Chat, key: string, heard: string): Promise<void> {
  const again = setInterval(() => chat.type(key), 500);
  await chat.until(heard).finally(() => clearInterval(again));
}

test('a message is answered; Ctrl-C twice leaves, saying how to come back', async () => {
  await using opened = await open();
  const { chat } = opened;
  chat.type('help\r');
  await chat.until('This is a scripted demo');
  await chat.until('› ');
  chat.type(CTRL_C);
  await chat.until('Ctrl-C again leaves');
  chat.type(CTRL_C);
  await chat.until('openfoal chat --session ses_');
  expect(await chat.ended).toBe(0);
  expect(chat.screen().match(/This is a scripted demo/g)).toHaveLength(1);
});

test('an approval: exactly what will run; deciding asks for a sign-in, and then runs it once', async () => {
  await using opened = await open();
  const { chat, gateway } = opened;
  chat.type('run echo fo$((1+0))al\r');
  await chat.until('Approval needed: bash.exec');
  await chat.until('echo fo$((1+0))al');
  await chat.until(KEYS);
  await press(chat, 'a', 'Sign-in link:');
  chat.type('no link\r');
  await chat.until('That is no sign-in link');
  await chat.until('Sign-in link:');
  chat.type(`${linkOf(gateway)}\r`);
  await chat.until('Approved.');
  await chat.until('│ fo1al');
  await chat.until('✓ success');
  await chat.until('› ');
  chat.type('run echo second\r');
  await chat.until(KEYS);
  await press(chat, 'r', 'Reason (may be empty):');
  chat.type('not this one\r');
  await chat.until('✗ denied');
  expect(chat.screen()).toContain('not this one');
  expect(chat.screen()).not.toContain('│ second');
});

test('Ctrl-C stops the run and keeps what was said', async () => {
  await using opened = await open();
  const { chat } = opened;
  chat.type('stream 5000\r');
  await chat.until('small boat');
  chat.type(CTRL_C);
  await chat.until('(stopped)');
  await chat.until('■ Stopped.');
  await chat.until('› ');
});

test('a gateway that restarts in the middle: the stream goes on, and nothing is printed twice', async () => {
  await using opened = await open();
  const { chat, gateway } = opened;
  chat.type('stream 150\r');
  await chat.until('small boat');
  await gateway.restart();
  await chat.until('Connected again.');
  await chat.until('› ');
  const client = await gateway.connect();
  const { items } = await client.call('sessions.list', { archived: false, limit: 1 });
  const sessionId = items[0]?.id ?? '';
  const { events } = await client.call('sessions.history', { sessionId, limit: 1000 });
  const end = events.find(({ event }) => event === 'agent.completed');
  if (end?.event !== 'agent.completed') throw new Error('the run did not complete');
  const said = chat
    .screen()
    .split('\n')
    .filter((line) => !line.startsWith('· '))
    .join('\n');
  // A step that was being written when the gateway went away starts again, and says so.
  const whole = said.slice(said.includes('(starts again)') ? said.indexOf('(starts again)') : 0);
  const words = (text: string): string => text.replaceAll(/\s+/g, ' ');
  expect(words(whole)).toContain(words(end.payload.text.trim()));
});

test('slash commands: an unknown one is said, a new session is new, /quit leaves', async () => {
  await using opened = await open();
  const { chat, gateway } = opened;
  chat.type('/bogus\r');
  await chat.until('There is no command /bogus');
  chat.type('list\r');
  await chat.until('✓ success');
  await chat.until('› ');
  chat.type('/new\r');
  await chat.until('A new session.');
  chat.type('list\r');
  await chat.until('✓ success');
  await chat.until('› ');
  chat.type('/quit\r');
  expect(await chat.ended).toBe(0);
  const client = await gateway.connect();
  expect((await client.call('sessions.list', { archived: false, limit: 10 })).items).toHaveLength(2);
});

test('two lines of a paste are one message', async () => {
  await using opened = await open();
  const { chat, gateway } = opened;
  chat.type('list\nlist\r');
  await chat.until('✓ success');
  await chat.until('✓ success');
  await chat.until('› ');
  const client = await gateway.connect();
  const { items } = await client.call('runs.list', { limit: 10 });
  expect(items).toHaveLength(1);
});
