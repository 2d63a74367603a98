/**
 * The fake model of fake-openai-bench.ts as a process of its own, which also measures tool rounds where they can be measured from
 * model to model: prints `{"toolRoundMs":…}` for each, from the end of an answer that calls a tool to the request with its result.
 */
import { startFakeOpenAi } from '../fake-openai.ts';
import { benchScript, parseBench } from '../fake-openai-bench.ts';
import { longSessionScript } from '../long-session.ts';

let calledAt: number | undefined;

const server = await startFakeOpenAi({
  script: async (reply, request, index) => {
    const arrivedAt = performance.now();
    const messages = request.body.messages ?? [];
    const answered = messages.at(-1)?.role === 'tool';
    if (answered && calledAt !== undefined) console.log(JSON.stringify({ toolRoundMs: arrivedAt - calledAt }));
    calledAt = undefined;
    await longSessionScript(benchScript)(reply, request, index);
    const asked = messages.findLast(({ role }) => role === 'user')?.content ?? '';
    if (parseBench(asked).kind === 'tool' && !answered) calledAt = performance.now();
    // The history of a benchmark is long, and nobody looks at it afterwards.
    request.body = {};
  },
});
console.log(JSON.stringify({ port: server.port }));
process.once('SIGTERM', () => process.exit());
