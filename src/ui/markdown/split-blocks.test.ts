import { describe, expect, test } from 'vitest';
import { splitBlocks } from './split-blocks.ts';

const DOCUMENT = `# Title

First paragraph
over two lines.

- a list

  with a second paragraph

- and another item

1. numbers

2. go on

\`\`\`\`md
not a cut

\`\`\`
still code
\`\`\`

# no title
\`\`\`\`

中文段落。

> quote

| a | b |
|---|---|
| 1 | 2 |

Last.`;

describe('splitting Markdown', () => {
  test('loses nothing', () => {
    expect(splitBlocks(DOCUMENT).join('')).toBe(DOCUMENT);
    expect(splitBlocks('')).toEqual([]);
  });

  test('never cuts a list, a fence or a table in two', () => {
    const blocks = splitBlocks(DOCUMENT).map((block) => block.trim());
    expect(blocks).toHaveLength(5);
    expect(blocks[1]).toMatch(/^First paragraph[\s\S]*2\. go on$/);
    expect(blocks[2]).toMatch(/^````md[\s\S]*````$/);
    expect(blocks[3]).toMatch(/^中文段落。[\s\S]*2 \|$/);
  });

  test('a text with definitions stays whole', () => {
    expect(splitBlocks('See [it][1].\n\nMore.\n\n[1]: https://example.org')).toHaveLength(1);
  });

  test.each(['\n', '\r', '\u2028', '\u2029'])('a label is not looked for past the line end %j', (lineEnd) => {
    expect(splitBlocks(`[a${lineEnd}b]: x\n\nText.`)).toHaveLength(2);
    const openings = `[${lineEnd}`.repeat(100_000);
    expect(splitBlocks(openings).join('')).toBe(openings);
  });

  test('a label is not looked for past 999 characters', () => {
    expect(splitBlocks(`[${'a'.repeat(999)}]: x\n\nText.`)).toHaveLength(1);
    expect(splitBlocks(`[${'a'.repeat(1000)}]: x\n\nText.`)).toHaveLength(2);
  });

  test('what was complete stays the same while the text grows', () => {
    let before: string[] = [];
    for (let length = 1; length <= DOCUMENT.length; length += 1) {
      const blocks = splitBlocks(DOCUMENT.slice(0, length));
      expect(blocks.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
      before = blocks;
    }
  });
});
