/**
 * A fake model as a process of its own, for end-to-end tests: `node fake-models-main.ts <wire> <conversation.json> [port]`.
 * The file holds a list of answers (fake-scenes.ts, `Answer`), one for each request. Prints `{"port":…}` on stdout and serves
 * until it is killed.
 */
import { readFileSync } from 'node:fs';
import { FAKE_WIRES, startFakeModel } from './fake-models.ts';
import { type Answer, conversation } from './fake-scenes.ts';

const [name, file, port = '0'] = process.argv.slice(2);
const wire = FAKE_WIRES.find((each) => each === name);
if (!wire || !file) {
  console.error(`usage: fake-models-main.ts ${FAKE_WIRES.join('|')} <conversation.json> [port]`);
  process.exit(2);
}
// Written by the test that starts this process.
const answers = JSON.parse(readFileSync(file, 'utf8')) as Answer[];
const server = await startFakeModel(wire, {
  scenes: conversation(answers),
  port: Number(port),
  models: ['fake-model'],
});
console.log(JSON.stringify({ port: server.port }));
