import { expect, test } from 'vitest';
import { linkHost } from './link-host.ts';

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
