import { describe, expect, test } from 'vitest';
import { liveText, run, type SubjectOf } from './subject.ts';

/** What a command may expect of what it puts out: whole characters, live and in the result, and both ends of what is too long. */
export function outputContract(subject: SubjectOf): void {
  describe('output', () => {
    test('of both streams is in the result and comes live with byte offsets per stream', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'printf äb; printf error >&2; printf 漢c' });
      expect(ran.output).toHaveLength('äb漢cerror'.length);
      expect(liveText(ran.chunks, 'stdout')).toBe('äb漢c');
      expect(liveText(ran.chunks, 'stderr')).toBe('error');
      let at = 0;
      for (const chunk of ran.chunks.filter((each) => each.stream === 'stdout')) {
        expect(chunk.offset).toBe(at);
        at += Buffer.byteLength(chunk.delta);
      }
    });

    test('comes while the command still runs', async () => {
      const place = await subject().place();
      // The command ends only when what it said was heard.
      const ran = await run(subject(), place, {
        script: 'echo heard?; until [ -e heard ]; do sleep 0.01; done; echo yes',
        onOutput: ({ delta }) => {
          if (delta.includes('heard?')) void run(subject(), place, { script: 'touch heard' });
        },
      });
      expect(ran).toMatchObject({ end: 'exited', output: 'heard?\nyes\n' });
    });

    test('never splits a character that was written in pieces', async () => {
      const place = await subject().place();
      const heard: string[] = [];
      const ran = await run(subject(), place, {
        script: String.raw`printf 'a\xe6\xbc'; until [ -e on ]; do sleep 0.01; done; printf '\xa2b'`,
        onOutput: ({ delta }) => {
          heard.push(delta);
          if (heard.length === 1) void run(subject(), place, { script: 'touch on' });
        },
      });
      expect(heard).toEqual(['a', '漢b']);
      expect(ran.chunks.map((chunk) => chunk.offset)).toEqual([0, 1]);
      expect(ran.output).toBe('a漢b');
    });

    test('that is not UTF-8 reads as U+FFFD and keeps its byte offsets', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: String.raw`printf 'a\xff\xfeb\xe6'` });
      expect(ran.output).toBe('a��b�');
      expect(liveText(ran.chunks, 'stdout')).toBe('a��b�');
    });

    test.each([
      ['a byte order mark', String.raw`printf '\xef\xbb\xbfa'`, '\uFEFFa'],
      [
        'colours and other controls',
        String.raw`printf '\033[1;31mred\033[0m\r\b\a\t\v'`,
        '\u001b[1;31mred\u001b[0m\r\b\u0007\t\v',
      ],
      ['carriage returns', String.raw`printf 'a\r\nb\rc'`, 'a\r\nb\rc'],
      ['a lone byte of a character', String.raw`printf '\xa2'`, '\uFFFD'],
      ['the first half of a character', String.raw`printf '\xf0\x9f'`, '\uFFFD'],
      ['a half of a surrogate pair', String.raw`printf '\xed\xa0\x80'`, '\uFFFD\uFFFD\uFFFD'],
      ['a character longer than it may be', String.raw`printf '\xc0\xafx'`, '\uFFFD\uFFFDx'],
      ['characters beyond the first plane', `printf '😀𝒳'`, '😀𝒳'],
      ['nothing', 'true', ''],
      ['a line break alone', 'echo', '\n'],
    ])('%s comes as it is', async (_what, script, expected) => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script });
      expect(ran.output).toBe(expected);
      expect(liveText(ran.chunks, 'stdout')).toBe(expected);
    });

    test('that is a character whose bytes come one by one is one piece', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, {
        script: String.raw`for b in '\xf0' '\x9f' '\x98' '\x80'; do printf "$b"; sleep 0.01; done`,
      });
      expect(ran.chunks).toEqual([{ stream: 'stdout', offset: 0, delta: '😀' }]);
    });

    test('of two floods at once, without a line break, keeps both ends of what came', async () => {
      const place = await subject().place();
      const flood = (char: string) => `head -c 5000000 /dev/zero | tr '\\0' ${char}`;
      const script = `printf BEGIN; (${flood('o')}) & (${flood('e')} >&2) & wait; printf END`;
      const { output, truncatedBytes } = await run(subject(), place, { script, outputBytes: 10_000 });
      expect(output.startsWith('BEGIN')).toBe(true);
      expect(output.endsWith('END')).toBe(true);
      expect(truncatedBytes).toBe(10_000_008 - 10_000);
    });

    test('that is mostly one byte at a time is kept whole', async () => {
      const place = await subject().place();
      const script = 'for i in {1..5000}; do printf x; printf y >&2; done';
      const ran = await run(subject(), place, { script, outputBytes: 20_000 });
      expect([liveText(ran.chunks, 'stdout'), liveText(ran.chunks, 'stderr')]).toEqual([
        'x'.repeat(5_000),
        'y'.repeat(5_000),
      ]);
      expect([...ran.output].sort().join('')).toBe('x'.repeat(5_000) + 'y'.repeat(5_000));
    });

    test('with NUL bytes is kept', async () => {
      const place = await subject().place();
      expect((await run(subject(), place, { script: String.raw`printf 'a\0b'` })).output).toBe('a\0b');
    });

    test('of exactly the limit is kept whole, one byte more loses its middle', async () => {
      const place = await subject().place();
      const exact = await run(subject(), place, { script: 'head -c 1024 /dev/zero | tr "\\0" x', outputBytes: 1024 });
      expect(exact).toMatchObject({ output: 'x'.repeat(1024), truncatedBytes: 0 });
      const more = await run(subject(), place, { script: 'head -c 1025 /dev/zero | tr "\\0" x', outputBytes: 1024 });
      expect(more).toMatchObject({ truncatedBytes: 1 });
    });

    test('longer than the limit keeps head and tail, says the gap, and cuts between characters', async () => {
      const place = await subject().place();
      const script = 'echo first; for i in {1..2000}; do printf 漢; done; echo; echo last';
      const { output, truncatedBytes } = await run(subject(), place, { script, outputBytes: 1001 });
      const [head = '', tail = ''] = output.split(`\n[… ${truncatedBytes} bytes left out …]\n`);
      expect(head).toMatch(/^first\n漢+$/);
      expect(tail).toMatch(/^漢+\nlast\n$/);
      expect(Buffer.byteLength(head) + Buffer.byteLength(tail) + truncatedBytes).toBe(6_000 + 6 + 1 + 5);
    });

    test('comes live up to the limit of its stream and no further', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'for i in {1..2000}; do printf 漢; done', outputBytes: 1024 });
      expect(liveText(ran.chunks, 'stdout')).toBe('漢'.repeat(341));
    });

    test('of hundreds of megabytes is read to its end in little memory', async () => {
      const place = await subject().place();
      const before = process.memoryUsage.rss();
      const ran = await run(subject(), place, { script: 'yes | head -c 300M', outputBytes: 4096, timeoutMs: 60_000 });
      expect(ran.truncatedBytes).toBeGreaterThan(300 * 1024 * 1024 - 8192);
      expect(process.memoryUsage.rss() - before).toBeLessThan(150 * 1024 * 1024);
    });

    test('can be written through /dev/stdout and /dev/stderr', async () => {
      const place = await subject().place();
      const ran = await run(subject(), place, { script: 'echo out > /dev/stdout; echo err > /dev/stderr' });
      expect(liveText(ran.chunks, 'stdout')).toBe('out\n');
      expect(liveText(ran.chunks, 'stderr')).toBe('err\n');
    });
  });
}
