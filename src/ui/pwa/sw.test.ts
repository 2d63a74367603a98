/** public/sw.js as a browser runs it, with the parts of a browser that it uses. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { describe, expect, test, vi } from 'vitest';

const SOURCE = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'public/sw.js'), 'utf8');
const ORIGIN = 'https://openfoal.test';

type Tab = { visibilityState: 'visible' | 'hidden' };
type Shown = { data: { approvalId: string }; close: () => void };

/** A worker of a build. `network` answers its requests; it throws where there is none. */
function worker(build: string, { kept = new Map<string, Map<string, string>>(), tabs = [] as Tab[] } = {}) {
  const listeners = new Map<string, (event: object) => void>();
  const network = vi.fn<(url: string) => Response>(() => new Response('from the network'));
  const notifications: Shown[] = [];
  const shown: string[] = [];
  const opened: string[] = [];
  const urlOf = (request: string | Request): string => (typeof request === 'string' ? request : request.url);
  const fetched = async (request: string | Request): Promise<Response> => network(new URL(urlOf(request), ORIGIN).href);
  const cacheOf = (name: string) => {
    const entries = kept.get(name) ?? new Map<string, string>();
    kept.set(name, entries);
    return {
      match: async (request: string | Request) => {
        const text = entries.get(new URL(urlOf(request), ORIGIN).href);
        return text === undefined ? undefined : new Response(text);
      },
      put: async (request: string | Request, response: Response) =>
        void entries.set(new URL(urlOf(request), ORIGIN).href, await response.text()),
      add: async (request: Request) => void entries.set(request.url, await (await fetched(request)).text()),
    };
  };
  const self = {
    location: new URL(`/sw.js?build=${build}`, ORIGIN),
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    skipWaiting: async () => {},
    clients: {
      claim: async () => {},
      matchAll: async () => tabs,
      openWindow: async (url: string) => opened.push(url),
    },
    registration: {
      getNotifications: async () => [...notifications],
      showNotification: async (_title: string, { data }: { data: Shown['data'] }) => {
        shown.push(data.approvalId);
        const notification = { data, close: () => notifications.splice(notifications.indexOf(notification), 1) };
        notifications.push(notification);
      },
    },
  };
  class SiteRequest extends Request {
    constructor(url: string, init?: RequestInit) {
      super(new URL(url, ORIGIN), init);
    }
  }
  const caches = {
    open: async (name: string) => cacheOf(name),
    match: async (url: string, { cacheName }: { cacheName: string }) =>
      kept.get(cacheName) ? cacheOf(cacheName).match(url) : undefined,
    keys: async () => [...kept.keys()],
    delete: async (name: string) => kept.delete(name),
  };
  runInNewContext(SOURCE, { self, caches, fetch: fetched, Request: SiteRequest, Response, URL });

  const run = async (name: string, event: object = {}): Promise<void> => {
    let work: Promise<unknown> = Promise.resolve();
    listeners.get(name)?.({ ...event, waitUntil: (promise: Promise<unknown>) => (work = promise) });
    await work;
  };
  return {
    kept,
    network,
    notifications,
    shown,
    opened,
    run,
    /** What the page gets; undefined where the worker leaves the request to the browser. */
    fetch: async (path: string, { method = 'GET', mode = 'cors' } = {}): Promise<string | undefined> => {
      let answer: Promise<Response> | undefined;
      const request = { url: new URL(path, ORIGIN).href, method, mode };
      listeners.get('fetch')?.({ request, respondWith: (promise: Promise<Response>) => (answer = promise) });
      return answer === undefined ? undefined : (await answer).text();
    },
    waiting: (ids: string[], notify = true) =>
      run('message', {
        data: { kind: 'waiting', notify, waiting: ids.map((approvalId) => ({ approvalId, title: 't', body: 'b' })) },
      }),
  };
}

const offline = (): never => {
  throw new TypeError('no network');
};

describe('the cache', () => {
  test.each([
    ['/api/gateway', {}],
    ['/auth/session', { method: 'POST' }],
    ['/auth/session', { method: 'DELETE' }],
    ['/schema', {}],
    ['/healthz', {}],
    ['/icons/icon-192.png', {}],
    ['https://elsewhere.test/_next/static/a.js', {}],
    ['/_next/static/a.js', { method: 'POST' }],
  ])('has nothing to do with %s %j', async (path, request) => {
    const { fetch, kept } = worker('one');
    expect(await fetch(path, request)).toBeUndefined();
    expect(kept.size).toBe(0);
  });

  test('a page comes from the network, always, and is not kept', async () => {
    const { fetch, network, kept, run } = worker('one');
    await run('install');
    network.mockImplementation(() => new Response('page 1'));
    expect(await fetch('/s/1', { mode: 'navigate' })).toBe('page 1');
    network.mockImplementation(() => new Response('page 2'));
    expect(await fetch('/s/1', { mode: 'navigate' })).toBe('page 2');
    expect([...(kept.get('openfoal-one')?.keys() ?? [])]).toEqual([`${ORIGIN}/offline`]);
  });

  test('without a network a page says so', async () => {
    const { fetch, network, run } = worker('one');
    network.mockImplementation(() => new Response('no gateway'));
    await run('install');
    network.mockImplementation(offline);
    expect(await fetch('/s/1', { mode: 'navigate' })).toBe('no gateway');
  });

  test('a file of the build is asked for once; what went wrong is not kept', async () => {
    const { fetch, network } = worker('one');
    network.mockImplementationOnce(() => new Response('missing', { status: 404 }));
    expect(await fetch('/_next/static/a.js')).toBe('missing');
    network.mockImplementationOnce(() => new Response('a'));
    expect(await fetch('/_next/static/a.js')).toBe('a');
    network.mockImplementation(offline);
    expect(await fetch('/_next/static/a.js')).toBe('a');
  });

  test('another build begins with nothing of the one before, and takes it away', async () => {
    const before = worker('one');
    await before.run('install');
    await before.fetch('/_next/static/a.js');
    before.kept.set('somebody-else', new Map());
    const after = worker('two', { kept: before.kept });
    await after.run('install');
    after.network.mockImplementation(() => new Response('new'));
    expect(await after.fetch('/_next/static/a.js')).toBe('new');
    await after.run('activate');
    expect([...after.kept.keys()].sort()).toEqual(['openfoal-two', 'somebody-else']);
  });
});

describe('notifications', () => {
  test('none while a tab is in view, nor later for what was seen there', async () => {
    const tabs: Tab[] = [{ visibilityState: 'hidden' }, { visibilityState: 'visible' }];
    const { waiting, shown } = worker('one', { tabs });
    await waiting(['a']);
    tabs.splice(0, 2, { visibilityState: 'hidden' });
    await waiting(['a', 'b']);
    expect(shown).toEqual(['b']);
  });

  test('none where nobody wanted any; once they are wanted, what still waits', async () => {
    const { waiting, shown } = worker('one', { tabs: [{ visibilityState: 'hidden' }] });
    await waiting(['a'], false);
    expect(shown).toEqual([]);
    await waiting(['a']);
    expect(shown).toEqual(['a']);
  });

  test('one for each approval however many tabs tell of it, also after it was dismissed', async () => {
    const { waiting, shown, notifications } = worker('one');
    await waiting(['a']);
    await waiting(['a']);
    notifications.length = 0;
    await waiting(['a']);
    expect(shown).toEqual(['a']);
  });

  test('a worker that the browser started again, of this build or the next, tells nothing a second time', async () => {
    const first = worker('one');
    await first.waiting(['a']);
    const again = worker('one', { kept: first.kept });
    await again.waiting(['a', 'b']);
    expect(again.shown).toEqual(['b']);
    const next = worker('two', { kept: first.kept });
    await next.run('activate');
    await next.waiting(['a', 'b', 'c']);
    expect(next.shown).toEqual(['c']);
    expect([...next.kept.keys()]).toEqual(['openfoal-told']);
  });

  test('storage that fails costs a second notification at most', async () => {
    const kept = new Map<string, Map<string, string>>();
    kept.get = () => {
      throw new Error('the disk is broken');
    };
    const { waiting, shown, notifications } = worker('one', { kept });
    await waiting(['a', 'b']);
    await waiting(['b']);
    expect(shown).toEqual(['a', 'b']);
    expect(notifications.map(({ data }) => data.approvalId)).toEqual(['b']);
  });

  test('it goes when somebody answered, also where notifications were turned off meanwhile', async () => {
    const { waiting, notifications } = worker('one');
    await waiting(['a', 'b']);
    await waiting(['b'], false);
    expect(notifications.map(({ data }) => data.approvalId)).toEqual(['b']);
    await waiting([], false);
    expect(notifications).toEqual([]);
  });

  test('a click leads to the approval and takes the notification away', async () => {
    const { run, opened } = worker('one');
    const close = vi.fn<() => void>();
    await run('notificationclick', { notification: { data: { approvalId: 'a/b' }, close } });
    expect(opened).toEqual(['/approve/a%2Fb']);
    expect(close).toHaveBeenCalledTimes(1);
  });
});
