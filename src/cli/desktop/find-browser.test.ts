import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NoBrowserError } from '../exit-codes.ts';
import { findBrowser, isUsable, type Machine } from './find-browser.ts';

const linux = (there: readonly string[], environment: Record<string, string> = {}): Machine => ({
  platform: 'linux',
  environment: { PATH: '/usr/local/bin::/usr/bin', DISPLAY: ':0', ...environment },
  usable: (path) => there.includes(path),
});

describe('there is no window, and it is said why and what to do,', () => {
  test.each([
    ['without a screen', undefined, linux(['/usr/bin/chromium'], { DISPLAY: '' }), /DISPLAY.*openfoal start/],
    ['without a browser', undefined, linux(['/usr/bin/firefox']), /Install Google Chrome.*OPENFOAL_BROWSER/],
    ['when the one that was named is not there', 'chrome', linux(['/usr/bin/chromium']), /OPENFOAL_BROWSER names no/],
    ['when the path that was named is not there', '/opt/chrome', linux([]), /\/opt\/chrome/],
  ] as const)('%s', (_what, wanted, machine, message) => {
    expect(() => findBrowser(wanted, machine)).toThrow(NoBrowserError);
    expect(() => findBrowser(wanted, machine)).toThrow(message);
  });
});

describe('the browser is', () => {
  test('the one that was named, by its path or on the PATH', () => {
    const machine = linux(['/opt/chrome', '/usr/bin/brave-browser', '/usr/bin/chromium']);
    expect(findBrowser('/opt/chrome', machine)).toBe('/opt/chrome');
    expect(findBrowser('brave-browser', machine)).toBe('/usr/bin/brave-browser');
  });

  test('else the first one that is installed; a Wayland screen is one too', () => {
    const machine = linux(['/usr/bin/brave-browser', '/usr/bin/chromium'], {
      DISPLAY: '',
      WAYLAND_DISPLAY: 'wayland-0',
    });
    expect(findBrowser(undefined, machine)).toBe('/usr/bin/chromium');
  });

  test('on macOS an application of the system or of the person', () => {
    const path = '/srv/foal/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge';
    const machine: Machine = {
      platform: 'darwin',
      environment: { HOME: '/srv/foal' },
      usable: (each) => each === path,
    };
    expect(findBrowser(undefined, machine)).toBe(path);
  });

  test('on Windows one of Program Files or of the person', () => {
    const path = String.raw`C:\Users\foal\AppData\Local\Google\Chrome\Application\chrome.exe`;
    const environment = {
      ProgramFiles: String.raw`C:\Program Files`,
      LOCALAPPDATA: String.raw`C:\Users\foal\AppData\Local`,
    };
    expect(findBrowser(undefined, { platform: 'win32', environment, usable: (each) => each === path })).toBe(path);
  });
});

describe('a program', () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'openfoal-browser-')));
    writeFileSync(join(folder, 'chromium'), '\x7fELF');
    writeFileSync(join(folder, 'chromium-browser'), '#!/bin/sh\nexec /snap/bin/chromium "$@"\n');
    symlinkSync(join(folder, 'nowhere'), join(folder, 'dangling'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('that is there can be used; one that is gone, or starts a snap, cannot: a snap may not open the profile', () => {
    const usable = ['chromium', 'chromium-browser', 'dangling', 'missing'].map((name) => isUsable(join(folder, name)));
    expect(usable).toEqual([true, false, false, false]);
  });
});
