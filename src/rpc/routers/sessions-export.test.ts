import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Envelope } from '../../protocol/events.ts';
import { LIMITS } from '../../protocol/limits.ts';
import { type BareClient, ends, newKey } from '../../testing/bare-client.ts';
import { startTestGateway, type TestGateway } from '../../testing/test-gateway.ts';
import { createManualClock } from '../manual-clock.fixture.ts';
import { scriptedModels, scriptedTools } from '../scripted.fixture.ts';

let gateway: TestGateway;
let client: BareClient;
beforeAll(async () => {
  const overrides = { models: scriptedModels(), tools: scriptedTools(), clock: createManualClock() };
  gateway = await startTestGateway({ overrides });
  client = await gateway.connect();
});
afterAll(() => gateway[Symbol.asyncDispose]());

type Format = 'jsonl' | 'markdown' | 'html';

async function ran(sessionId: string, input: string, approve = false): Promise<void> {
  const stream = client.stream({ sessionId });
  await stream.started;
  const { runId } = await client.call('agent.run', { sessionId, input, idempotencyKey: newKey() });
  if (approve) {
    const asked = await stream.until(({ event }) => event === 'approval.required');
    const approvalId = asked.event === 'approval.required' ? asked.payload.approval.approvalId : '';
    await client.call('approval.resolve', { approvalId, decision: 'approve', idempotencyKey: newKey() });
  }
  await stream.until(ends(runId));
  stream.stop();
}
const create = async (title?: string) =>
  (await client.call('sessions.create', { ...(title === undefined ? {} : { title }), idempotencyKey: newKey() })).id;

async function pages(sessionId: string, format: Format, between = async () => {}): Promise<string[]> {
  const all: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined; ) {
    const page: { content: string; nextOffset?: number | undefined } = await client.call('sessions.export', {
      sessionId,
      format,
      offset,
    });
    all.push(page.content);
    offset = page.nextOffset;
    await between();
  }
  return all;
}
const whole = async (sessionId: string, format: Format) => (await pages(sessionId, format)).join('');
async function history(sessionId: string): Promise<Envelope[]> {
  const events: Envelope[] = [];
  for (let afterSeq: number | undefined = 0; afterSeq !== undefined; ) {
    const page: { events: Envelope[]; nextSeq?: number | undefined } = await client.call('sessions.history', {
      sessionId,
      afterSeq,
    });
    events.push(...page.events);
    afterSeq = page.nextSeq;
  }
  return events;
}

describe('refusals', () => {
  test('a session of nobody and a deleted one are NOT_FOUND', async () => {
    const gone = await create();
    await client.call('sessions.delete', { sessionId: gone, idempotencyKey: newKey() });
    for (const sessionId of ['ses_none', gone]) {
      expect(await client.refusal('sessions.export', { sessionId, format: 'html' })).toMatchObject({
        code: 'NOT_FOUND',
      });
    }
  });

  test('another format, another language, and an offset that no page ended with, are INVALID_REQUEST', async () => {
    const sessionId = await create();
    for (const wrong of [
      { format: 'pdf' },
      { format: 'html', locale: 'de' },
      { format: 'html', offset: -1 },
      { format: 'html', offset: 2 ** 40 },
    ]) {
      const refusal = await client.refusal('sessions.export', { sessionId, ...wrong });
      expect(refusal).toMatchObject({ code: 'INVALID_REQUEST' });
    }
  });
});

describe('an export', () => {
  test('as JSONL is the journal, an envelope a line', async () => {
    const sessionId = await create();
    await ran(sessionId, 'call file.read 马\u2028');
    const lines = (await whole(sessionId, 'jsonl')).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await history(sessionId));
  });

  test('for people has messages, calls with verdict, approval and output, ends and times', async () => {
    const sessionId = await create('All of it');
    await ran(sessionId, 'call bash.exec listing', true);
    const [first] = await history(sessionId);
    for (const format of ['markdown', 'html'] as const) {
      const text = (await whole(sessionId, format)).replaceAll('\\', '');
      for (const part of [
        'All of it',
        'User',
        'call bash.exec listing',
        'a tool would help',
        'let me see',
        'Tool call',
        'approval-required',
        'Approval asked',
        'Approval decided',
        'approved',
        'Tool result',
        'success',
        'the tool said: listing',
        'Run completed',
        first?.createdAt ?? 'no event',
      ]) {
        expect(text).toContain(part);
      }
    }
  });

  test('in Chinese has every heading and label in Chinese, and what was said and recorded as it is', async () => {
    const sessionId = await create('All of it');
    await ran(sessionId, 'call bash.exec listing', true);
    const asked = { sessionId, locale: 'zh-CN' } as const;
    const markdown = (await client.call('sessions.export', { ...asked, format: 'markdown' })).content;
    const headings = [...markdown.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading ?? '');
    expect(headings).toEqual([
      '用户',
      '助手',
      '工具调用：bash\\.exec',
      '请求审批：bash\\.exec',
      '审批结果',
      '工具结果：bash\\.exec',
      '助手',
      '运行完成',
    ]);
    const labels = [...markdown.matchAll(/^- ([^：]*)：/gm)].map(([, label]) => label ?? '');
    expect(labels).toEqual(expect.arrayContaining(['会话', '裁定', '决定', '状态', '词元']));
    expect(labels.filter((label) => !/^\p{Script=Han}+$/u.test(label))).toEqual([]);
    for (const said of ['call bash.exec listing', 'the tool said: listing']) expect(markdown).toContain(said);
    const html = (await client.call('sessions.export', { ...asked, format: 'html' })).content;
    expect(html).toContain('<html lang="zh-CN">');
    expect(html).toContain('<h2>工具调用：<bdi>bash.exec</bdi></h2>');
    expect(html).not.toMatch(/<(h3|dt)>[^<]*[A-Za-z]/);
  });

  const EVIL =
    '</pre></article><script>alert(1)</script><img src=x onerror=alert(2)>\n```\n# owned\n`````\n~~~\n\u001b]0;x\u0007\u202Eevil\r<!--';

  test('as HTML lets nothing that was said be markup: no element, attribute or comment of it, and no request', async () => {
    const sessionId = await create(`<script>"'&\u202E`);
    await ran(sessionId, EVIL);
    await ran(sessionId, `call file.read ${EVIL}`);
    await ran(sessionId, `call <b>tool ${EVIL}`);
    const html = await whole(sessionId, 'html');
    // Every tag that there is is one of ours.
    const tags = new Set([...html.matchAll(/<\/?[a-z!][^>]*>/gi)].map(([tag]) => tag.replace(/[\s>].*$/s, '')));
    const ours = [
      '!doctype',
      'html',
      'head',
      'meta',
      'title',
      'style',
      'body',
      'main',
      'h1',
      'h2',
      'h3',
      'dl',
      'dt',
      'dd',
    ];
    const all = [...ours, 'article', 'time', 'pre', 'bdi'].flatMap((name) => [`<${name}`, `</${name}`]);
    expect([...tags].filter((tag) => !all.includes(tag))).toEqual([]);
    expect(html.match(/<pre/g)?.length).toBe(html.match(/<\/pre>/g)?.length);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).toMatch(
      /http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[^"]+'; base-uri 'none'; form-action 'none'"/,
    );
    expect(html).not.toMatch(/\b(src|href|action|on\w+)="/i);
    expect(html).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    expect(html).toContain('⟨U+202E⟩evil');
    expect(html.endsWith('</html>\n')).toBe(true);
  });

  test('as Markdown keeps what was said inside of fences that it cannot close, and lines that it cannot leave', async () => {
    const sessionId = await create('# [x](http://a.b) `c` <script>');
    await ran(sessionId, EVIL);
    await ran(sessionId, `call file.read ${EVIL}`);
    const text = await whole(sessionId, 'markdown');
    // What a CommonMark reader sees outside of fences.
    let fence = '';
    const outside: string[] = [];
    for (const line of text.split('\n')) {
      const [, run = ''] = /^ {0,3}(`{3,})/.exec(line) ?? [];
      if (fence === '') {
        if (run === '') outside.push(line);
        else fence = run;
      } else if (run.length >= fence.length && line.trim() === run) fence = '';
    }
    expect(fence).toBe('');
    expect(outside.filter((line) => /(?<!\\)[<`]/.test(line))).toEqual([]);
    expect(
      outside
        .filter((line) => line.startsWith('#'))
        .every((line) => /^(## (User|Assistant|Tool|Run)|# \\#)/.test(line)),
    ).toBe(true);
    expect(text).not.toMatch(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]/u);
    expect(text).toContain('</pre></article><script>alert(1)</script>');
  });

  test.each<Format>(['jsonl', 'markdown', 'html'])(
    'as %s comes in pages that fit, also of what is long and all escapes, and that join to the whole',
    async (format) => {
      const sessionId = await create('long');
      for (const input of [
        '\u0001'.repeat(LIMITS.maxInputChars),
        '😀'.repeat(90_000),
        '马'.repeat(150_000),
        'x"\n'.repeat(60_000),
      ]) {
        await ran(sessionId, input);
      }
      const all = await pages(sessionId, format);
      expect(all.length).toBeGreaterThan(2);
      for (const content of all) expect(Buffer.byteLength(JSON.stringify(content))).toBeLessThan(1024 * 1024);
      const joined = all.join('');
      expect(joined.isWellFormed()).toBe(true);
      expect(joined).toContain('😀'.repeat(90_000));
      if (format === 'jsonl') {
        const events = joined
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown);
        expect(events).toEqual(await history(sessionId));
      }
    },
  );

  test('of a session that grows meanwhile has each event once, those that came too, and one end', async () => {
    const sessionId = await create('growing');
    for (let n = 0; n < 3; n += 1) await ran(sessionId, `${n}`.repeat(LIMITS.maxInputChars));
    let more = 2;
    const grow = async () => {
      if (more === 0) return;
      more -= 1;
      await ran(sessionId, `meanwhile ${more}`);
    };
    const lines = (await pages(sessionId, 'jsonl', grow)).join('').trimEnd().split('\n');
    expect(more).toBe(0);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(await history(sessionId));
    const html = await whole(sessionId, 'html');
    expect(html.match(/<\/html>/g)).toHaveLength(1);
    expect(html.match(/<!doctype/g)).toHaveLength(1);
  });

  test.each([
    ['../../etc/passwd', 'openfoal-etc-passwd-2030-01-01.md'],
    ['CON', 'openfoal-CON-2030-01-01.md'],
    ['..', 'openfoal-2030-01-01.md'],
    ['\u202Egnp.exe', 'openfoal-gnp-exe-2030-01-01.md'],
    ['列出 当前目录？', 'openfoal-列出-当前目录-2030-01-01.md'],
    ['x'.repeat(200), `openfoal-${'x'.repeat(40)}-2030-01-01.md`],
  ])('of a session called %j is a file called %s', async (title, filename) => {
    const sessionId = await create(title);
    expect(await client.call('sessions.export', { sessionId, format: 'markdown' })).toMatchObject({
      filename,
      mediaType: 'text/markdown',
    });
  });
});
