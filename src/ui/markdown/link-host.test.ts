import { expect, test } from 'vitest';
import { linkHost, linkWarnings } from './link-host.ts';

test.each(['javascript:alert(1)', 'file:///etc/passwd', '/local', '', undefined])('%s leads nowhere', (href) => {
  expect(linkHost(href)).toBeUndefined();
});

test.each(['http://[::1]:80/', 'http://[::]/', 'http://[::ffff:127.0.0.1]/', 'http://0x7f.1/', 'http://LOCALHOST/'])(
  '%s leads to this machine',
  (href) => {
    expect(linkHost(href)?.loopback).toBe(true);
  },
);

test.each(['https://127.example.org/', 'http://[2001:db8::1]/', 'http://localhost.example.org/', 'http://128.0.0.1/'])(
  '%s leads elsewhere',
  (href) => {
    expect(linkHost(href)?.loopback).toBe(false);
  },
);

const warned = (href: string, text = 'here') => {
  const target = linkHost(href);
  return target && linkWarnings(target, text);
};

test.each([
  ['https://example.org/a', 'docs', []],
  ['https://www.example.org/a', 'example.org', []],
  ['https://evil.example/', 'https://example.org/login', ['otherHost']],
  ['https://evil.example/', 'example.org', ['otherHost']],
  ['https://example.org@evil.example/', 'x', ['user']],
  ['https://аpple.com/', 'x', ['script']],
  ['https://例え.jp/', 'x', ['script']],
  ['http://127.0.0.1:3000/', 'x', ['loopback']],
  ['http://10.0.0.1/', 'x', ['address', 'insecure']],
  ['http://example.org/', 'x', ['insecure']],
  ['mailto:a@example.org', 'example.org', []],
])('%s under the text %j warns of %j', (href, text, warnings) => {
  expect(warned(href, text)).toEqual(warnings);
});

test('the address is the one that is asked for', () => {
  expect(linkHost('https://例え.jp/ü?a=b c')?.url).toBe('https://xn--r8jz45g.jp/%C3%BC?a=b%20c');
});
