import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import type { ModelMessage, ModelPart } from '../domain/run/model-port.ts';
import type { ToolStatus } from '../protocol/entities.ts';
import { createDemo } from './demo.ts';
import { DEMO_COMMANDS } from './demo-commands.ts';
import { proseToken } from './demo-prose.ts';
import { FAILURE, INTRODUCTION } from './demo-words.ts';
import { collect, createTestClock, requestOf, userSays } from './provider-fixture.ts';

type Result = { status: ToolStatus; output: string };
const OK: Result = { status: 'success', output: 'fine' };

function ask(messages: ModelMessage[], signal = new AbortController().signal): AsyncIterable<ModelPart> {
  return createDemo({ clock: createTestClock() }).stream('scripted', requestOf(messages), signal);
}

function said(parts: ModelPart[], type: 'text' | 'reasoning' = 'text'): string {
  return parts.map((part) => (part.type === type ? part.delta : '')).join('');
}

/** What a run does: asks, gives every call the next result, asks again, until there are no calls. */
async function converse(messages: ModelMessage[], results: Result[] = []) {
  const conversation = [...messages];
  const steps: { text: string; calls: string[] }[] = [];
  for (;;) {
    const parts = await collect(ask(conversation));
    const calls = parts.filter((part) => part.type === 'tool_call');
    steps.push({ text: said(parts), calls: calls.map(({ toolName, args }) => `${toolName} ${JSON.stringify(args)}`) });
    const toolCalls = calls.map(({ toolName, args }, index) => ({
      toolCallId: `${conversation.length}.${index}`,
      toolName,
      args,
    }));
    conversation.push({ role: 'assistant', text: said(parts), reasoning: said(parts, 'reasoning'), toolCalls });
    if (calls.length === 0) return { steps, conversation, answer: said(parts) };
    for (const call of toolCalls) conversation.push({ role: 'tool', ...call, ...(results.shift() ?? OK) });
  }
}

const LATER: ModelMessage[] = [
  { role: 'user', text: 'help' },
  { role: 'assistant', text: 'shown', reasoning: '', toolCalls: [] },
];

test('another model of the demo is refused', async () => {
  const parts = createDemo({ clock: createTestClock() }).stream('gpt', requestOf([]), new AbortController().signal);
  await expect(collect(parts)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' });
});

test.each([
  ['en', 'run date'],
  ['zh', '运行 date'],
] as const)('the first answer of a session says what it is (%s), later ones do not', async (language, text) => {
  const first = await converse(userSays(text));
  expect(first.steps[0]?.text).toBe(INTRODUCTION[language]);
  expect(first.answer).not.toContain(INTRODUCTION[language]);
  const second = await converse([...first.conversation, ...userSays(text)]);
  expect(second.steps.map((step) => step.text).join()).not.toContain(INTRODUCTION[language]);
});

test.each([
  ['en', 'what can you do?'],
  ['zh', '你能做什么？'],
] as const)('text that is no command gets the commands in its language (%s)', async (language, text) => {
  const { answer, steps } = await converse([...LATER, ...userSays(text)]);
  expect(steps).toHaveLength(1);
  expect(answer).toContain(`“${text}”`);
  for (const { word, does } of DEMO_COMMANDS) {
    expect(answer).toContain(`\`${word[language]}`);
    expect(answer).toContain(does[language]);
  }
});

test('help is shown once', async () => {
  const { answer } = await converse([...LATER, ...userSays('help')]);
  expect(answer.split(DEMO_COMMANDS[0]?.does.en ?? '?')).toHaveLength(2);
});

test('a wrong line beside commands is named, and the commands run', async () => {
  const { steps } = await converse([...LATER, ...userSays('please hurry\nrun date')]);
  expect(steps[0]).toEqual({
    text: 'I only follow commands, and this is none: “please hurry”',
    calls: ['bash.exec {"command":"date"}'],
  });
});

test('lines become steps, joined commands one step, and the last step sums all of them up', async () => {
  const { steps } = await converse(
    [...LATER, ...userSays('list + read a.md\nwrite b.md: hi\nrun cat b.md')],
    [
      { status: 'success', output: 'a.md\nsrc/' },
      { status: 'success', output: '# A' },
      { status: 'success', output: '' },
      { status: 'success', output: 'hi\n' },
    ],
  );
  expect(steps).toEqual([
    { text: '', calls: ['file.list {"path":"."}', 'file.read {"path":"a.md"}'] },
    { text: '', calls: ['file.write {"path":"b.md","content":"hi\\n"}'] },
    { text: '', calls: ['bash.exec {"command":"cat b.md"}'] },
    {
      text: [
        '`file.list .` succeeded:\n\n```\na.md\nsrc/\n```',
        '`file.read a.md` succeeded:\n\n```\n# A\n```',
        '`file.write b.md` succeeded, without output.',
        '`bash.exec cat b.md` succeeded with exit code 0:\n\n```\nhi\n```',
      ].join('\n\n'),
      calls: [],
    },
  ]);
});

test.each([
  ['failed', 'exit code 3', '`bash.exec x` failed with exit code 3:', '`bash.exec x` 失败，退出码 3：'],
  ['denied', 'not today', '`bash.exec x` was denied and did not run:', '`bash.exec x` 被拒绝，没有执行：'],
  [
    'unknown',
    'lost',
    'The outcome of `bash.exec x` is unknown: it may have run:',
    '`bash.exec x` 的结果未知：它可能已经执行：',
  ],
] as const)('a call that ended %s is said to have, with its words', async (status, output, en, zh) => {
  for (const [text, start] of [
    ['run x', en],
    ['运行 x', zh],
  ] as const) {
    const { answer } = await converse([...LATER, ...userSays(text)], [{ status, output }]);
    expect(answer).toBe(`${start}\n\n\`\`\`\n${output}\n\`\`\``);
  }
});

test.each([
  ['exec git log -1', '`bash.exec git log -1`'],
  ['search "a - b" in src', '`file.search a - b`'],
  ['edit a.js: a => b', '`file.edit a.js`'],
  ['get https://example.com/', '`http.request GET https://example.com/`'],
  ['post https://example.com/: hi', '`http.request POST https://example.com/`'],
  ['remember the milk', '`memory.append the milk`'],
  ['recall milk', '`memory.search milk`'],
  ['memory', '`memory.get MEMORY.md`'],
])('the call of “%s” is named %s', async (text, name) => {
  const { answer } = await converse([...LATER, ...userSays(text)]);
  expect(answer.startsWith(`${name} succeeded`)).toBe(true);
});

test('long output is quoted by its first lines, and fences in it do not end the quote', async () => {
  const output = ['```', ...Array.from({ length: 20 }, (_, line) => `line ${line}`)].join('\n');
  const { answer } = await converse([...LATER, ...userSays('run x')], [{ status: 'success', output }]);
  expect(answer).toContain('````\n```\nline 0\n');
  expect(answer).toContain('line 10\n````\n\n… 9 more lines');
});

test('think shows reasoning first and then an answer', async () => {
  const parts = await collect(ask([...LATER, ...userSays('think about $& and lunch')]));
  expect(said(parts, 'reasoning')).toContain('$& and lunch');
  expect(parts.findLastIndex((part) => part.type === 'reasoning')).toBeLessThan(
    parts.findIndex((part) => part.type === 'text'),
  );
  expect(said(parts)).toContain('“$& and lunch”');
});

test('fail breaks off after some text, with an error', async () => {
  const parts: ModelPart[] = [];
  const call = (async () => {
    for await (const part of ask([...LATER, ...userSays('fail')])) parts.push(part);
  })();
  await expect(call).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', message: FAILURE.en });
  expect(said(parts)).not.toBe('');
});

test.each(['en', 'zh'] as const)('the prose of stream is one token a piece (%s)', (language) => {
  const recited = (tokens: number) =>
    Array.from({ length: tokens }, (_, index) => proseToken(language, index)).join('');
  const cycle = { en: 97, zh: 76 }[language];
  for (const times of [1, 2, 5]) expect(countTokens(recited(cycle * times))).toBe(cycle * times);
  for (let tokens = 1; tokens < cycle; tokens += 1) {
    expect(countTokens(recited(tokens))).toBeLessThanOrEqual(tokens);
    expect(countTokens(recited(tokens))).toBeGreaterThan(tokens - 5);
  }
});

test('stream gives exactly n tokens, paced, and fast without waiting', async () => {
  const clock = createTestClock();
  const signal = new AbortController().signal;
  const slow = await collect(
    createDemo({ clock }).stream('scripted', requestOf([...LATER, ...userSays('stream 50')]), signal),
  );
  expect(slow.filter((part) => part.type === 'text')).toHaveLength(50);
  expect(clock.waits).toEqual(Array.from({ length: 49 }, () => 25));
  expect(slow.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', usage: { outputTokens: 50 } });

  clock.waits.length = 0;
  const fast = await collect(
    createDemo({ clock }).stream('scripted', requestOf([...LATER, ...userSays('输出 5000 快速')]), signal),
  );
  expect(fast.filter((part) => part.type === 'text')).toHaveLength(5000);
  expect(clock.waits).toEqual([]);
});

test('a fast stream lets the rest of the process work, and stops when it is aborted', async () => {
  const abort = new AbortController();
  const stop = new Error('stop');
  setImmediate(() => abort.abort(stop));
  let count = 0;
  const call = (async () => {
    for await (const _part of ask([...LATER, ...userSays('stream 100000 fast')], abort.signal)) count += 1;
  })();
  await expect(call).rejects.toBe(stop);
  expect(count).toBeLessThan(1_000);
});

test('an abort during a pause ends the call with its reason', async () => {
  const abort = new AbortController();
  const stop = new Error('stop');
  const clock = { now: () => 0, after: () => (abort.abort(stop), () => undefined) };
  const parts = createDemo({ clock }).stream('scripted', requestOf(userSays('stream 5')), abort.signal);
  await expect(collect(parts)).rejects.toBe(stop);
});

test('the same messages give the same parts: a step can be taken again by another process', async () => {
  const { conversation } = await converse(userSays('think a + list\nrun b\nstream 5'));
  for (let length = 1; length <= conversation.length; length += 1) {
    if (conversation[length - 1]?.role === 'assistant') continue;
    const messages = conversation.slice(0, length);
    expect(await collect(ask(messages))).toEqual(await collect(ask(structuredClone(messages))));
  }
});

test('a partial answer that was kept from a stopped run does not shift the steps', async () => {
  const messages: ModelMessage[] = [
    ...LATER,
    ...userSays('stream 5\nrun a'),
    { role: 'assistant', text: 'A small', reasoning: '', toolCalls: [] },
  ];
  const { steps } = await converse(messages);
  expect(steps.map((step) => step.calls)).toEqual([['bash.exec {"command":"a"}'], []]);
});

test('usage counts the whole request and everything said', async () => {
  const short = (await collect(ask(userSays('run a')))).at(-1);
  const long = (await collect(ask([...LATER, ...userSays('run a')]))).at(-1);
  expect(short).toMatchObject({ type: 'finish', reason: 'tool_calls' });
  expect(long?.type === 'finish' && short?.type === 'finish' && long.usage.inputTokens > short.usage.inputTokens).toBe(
    true,
  );
});

test('no message at all is answered with help', async () => {
  expect(said(await collect(ask([])))).toContain('`help`');
});
