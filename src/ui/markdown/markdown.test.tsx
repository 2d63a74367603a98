// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, test } from 'vitest';
import { renderPage } from '../chat/page.fixture.tsx';
import { Markdown } from './markdown.tsx';

afterEach(cleanup);
const draw = (text: string): HTMLElement => renderPage(<Markdown text={text} />).container;

describe('what a model wrote', () => {
  test('HTML in it is not markup', () => {
    const page = draw('a <img src=x onerror=alert(1)> b\n\n<script>alert(1)</script>\n\n<b>c</b>');
    expect(page.querySelector('img, script, b')).toBeNull();
  });

  test('an image is not loaded: it is a link that says where it leads', () => {
    const page = draw('![a chart](https://tracker.example/p.png?q=secret)');
    expect(page.querySelector('img')).toBeNull();
    const link = page.querySelector('a');
    expect(link?.textContent).toBe('Image: a chart(tracker.example)');
    expect(link?.rel).toContain('noopener');
    expect(link?.target).toBe('_blank');
  });

  test.each(['javascript:alert(1)', 'data:text/html,x', '/local', 'file:///etc/passwd'])('%s is no link', (href) => {
    expect(draw(`[press](${href})`).querySelector('a')).toBeNull();
  });

  test('a link shows its host, once', () => {
    expect(draw('[docs](https://example.org/a)').querySelector('a')?.textContent).toBe('docs(example.org)');
    cleanup();
    expect(draw('https://example.org/a').querySelector('a')?.textContent).toBe('https://example.org/a');
  });

  test.each([
    ['[https://example.org](https://evil.example/a)', 'https://example.org(evil.example)'],
    ['[evil.example is safe](https://evil.example/)', 'evil.example is safe(evil.example)'],
    ['[**https://example.org/a**](https://example.org/a)', 'https://example.org/a(example.org)'],
    ['[https://example.org@evil.example/](https://example.org@evil.example/)', /\(evil\.example\)$/],
  ])('the host of %s is shown: only an address that is its own text goes without', (text, shown) => {
    expect(draw(text).querySelector('a')?.textContent).toMatch(shown);
  });

  test.each(['http://localhost:3000/', 'http://a.localhost./', 'http://127.1/', 'http://2130706433/', 'http://0/'])(
    'a link to this machine says so: %s',
    (href) => {
      expect(draw(`[x](${href})`).querySelector('a')?.textContent).toMatch(/^x\(.+, on this machine\)$/);
      cleanup();
      expect(draw('https://127.example.org/').textContent).not.toContain('machine');
    },
  );

  test.each([
    ['quotes', '>'.repeat(3000)],
    ['lists', '- '.repeat(3000)],
    ['numbered lists', '1. '.repeat(3000)],
    ['lists in quotes', '> * '.repeat(1500)],
    ['lists over lines', Array.from({ length: 300 }, (_, level) => `${'  '.repeat(level)}- a\n`).join('')],
    ['emphasis marks', '*'.repeat(20_000)],
    ['images', '!['.repeat(3000)],
    ['notes', '[^'.repeat(3000)],
    ['a block that takes long', `| a |\n|---|\n${'| 1 |\n'.repeat(10_000)}`],
  ])('%s without end are shown as plain text, and the rest as ever', (_what, deep) => {
    const page = draw(`**before**\n\n${deep}x`);
    expect(page.textContent).toContain(deep);
    expect(page.querySelector('blockquote, li, table, em')).toBeNull();
    cleanup();
    expect(draw(`${deep}x\n\n**after**\n\nend`).querySelector('.prose-message')?.children).not.toHaveLength(1);
  });

  test('tables, task lists, code and lists over blank lines are drawn', () => {
    const page = draw('| a |\n|---|\n| 1 |\n\n- [x] done\n\n- [ ] open\n\n```ts\nconst a = 1;\n\nlet b;\n```\n\nText.');
    expect(page.querySelector('td')?.textContent).toBe('1');
    expect(page.querySelectorAll('ul')).toHaveLength(1);
    const boxes = [...page.querySelectorAll<HTMLInputElement>('input[type=checkbox]')];
    expect(boxes.map(({ checked, ariaLabel }) => [checked, ariaLabel])).toEqual([
      [true, 'Done'],
      [false, 'Not done'],
    ]);
    expect(page.querySelector('pre')?.textContent).toBe('const a = 1;\n\nlet b;');
    expect(page.querySelector('figcaption')?.textContent).toBe('ts');
  });

  test('a link is followed only after it was seen where it leads', () => {
    const page = draw('[example.org](https://user@xn--e1awd7f.example/a?b=c)');
    const link = page.querySelector('a');
    if (!link) throw new Error('no link');
    expect(fireEvent.click(link)).toBe(false);
    expect(screen.getByTestId('link-host').textContent).toBe('xn--e1awd7f.example');
    expect(screen.getByTestId('link-url').textContent).toBe('https://user@xn--e1awd7f.example/a?b=c');
    const dialog = screen.getByRole('dialog').textContent;
    for (const warning of ['names another host', 'before the host', 'another script'])
      expect(dialog).toContain(warning);
    const open = screen.getByRole('link', { name: 'Open in a new tab' });
    expect(open.getAttribute('rel')).toContain('noopener');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(fireEvent(link, new MouseEvent('auxclick', { button: 1, bubbles: true, cancelable: true }))).toBe(false);
    expect(screen.getByRole('dialog')).toBeTruthy();
  });

  test('code is coloured once it stands, letter for letter', async () => {
    const code = 'const a: number = 1; // "one"\n\nlet 中 = `x`;';
    const { rerender, container } = renderPage(<Markdown text={`\`\`\`ts\n${code}`} live />);
    expect(container.querySelector('pre')?.textContent).toBe(code);
    expect(container.querySelector('[data-highlighted=true]')).toBeNull();
    rerender(<Markdown text={`\`\`\`ts\n${code}\n\`\`\``} />);
    await waitFor(() => expect(container.querySelector('[data-highlighted=true]')).toBeTruthy(), { timeout: 15_000 });
    expect(container.querySelector('pre')?.textContent).toBe(code);
    expect(container.querySelector('pre span')?.getAttribute('style')).toContain('--shiki-');
  });

  test('long lines of code wrap when asked', () => {
    const page = draw('```\nx\n```');
    const wrap = screen.getByRole('button', { name: 'Wrap long lines' });
    fireEvent.click(wrap);
    expect(wrap.getAttribute('aria-pressed')).toBe('true');
    expect(page.querySelector('pre')?.className).toContain('pre-wrap');
  });

  test('Chinese says that it is Chinese', () => {
    expect(draw('你好').querySelector('[lang="zh-CN"]')).toBeTruthy();
    cleanup();
    expect(draw('hello').querySelector('[lang]')).toBeNull();
  });
});

describe('formulas', () => {
  const formula = async (text: string) => {
    const page = draw(text);
    await waitFor(() => expect(page.querySelector('.katex, .katex-error')).toBeTruthy(), { timeout: 15_000 });
    return page;
  };

  test('are typeset in the line and on lines of their own', async () => {
    const page = await formula('Let $x^2$ be.\n\n$$\na+b\n$$');
    expect(page.querySelectorAll('.katex')).toHaveLength(2);
    expect(page.querySelectorAll('.katex-display')).toHaveLength(1);
  });

  test.each([
    ['a link', '\\href{javascript:alert(1)}{x}'],
    ['an address', '\\url{https://evil.example}'],
    ['an image', '\\includegraphics{https://evil.example/x.png}'],
    ['a class', '\\htmlClass{fixed inset-0}{x}'],
    ['a style', '\\htmlStyle{position:fixed}{x}'],
    ['data', '\\htmlData{a=b}{x}'],
  ])('cannot make %s', async (_what, tex) => {
    const page = await formula(`$${tex}$`);
    expect(page.querySelector('a, img, .inset-0, [data-a], [style*="fixed"]')).toBeNull();
  });

  test('macros that multiply themselves end soon', async () => {
    const bomb =
      '\\def\\a{xx}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b}\\def\\d{\\c\\c\\c\\c}\\def\\e{\\d\\d\\d\\d}\\e\\e\\e\\e';
    const page = await formula(`$${bomb}$`);
    expect(page.querySelector('.katex-error')).toBeTruthy();
    expect(page.textContent.length).toBeLessThan(2_000);
  });

  test('endless macros end', async () => {
    const page = await formula('$\\def\\a{\\a\\a}\\a$');
    expect(page.querySelector('.katex-error')).toBeTruthy();
  });

  test('prices are prices', () => {
    expect(draw('It costs $5 and $10.').textContent).toBe('It costs $5 and $10.');
  });
});
