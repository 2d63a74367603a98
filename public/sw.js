/**
 * The service worker. Three things, and nothing of what the gateway says is ever kept but the ids of approvals that were told:
 *
 * 1. Files of this build (`/_next/static`, named by their content) are kept once they were used. The build is in this script's own
 *    address, so that another build is another worker with a cache of its own, and the old one goes.
 * 2. A page always comes from the gateway. When that does not answer, a page says so.
 * 3. Notifications of waiting approvals, for all tabs together: one for each, none while a tab is in view.
 */
const BUILD = new URL(self.location.href).searchParams.get('build') ?? 'none';
const PREFIX = 'openfoal-';
const CACHE = PREFIX + BUILD;
const TOLD = `${PREFIX}told`;
const OFFLINE = '/offline';
const ASSETS = '/_next/static/';

self.addEventListener('install', (event) => {
  event.waitUntil(install());
});
self.addEventListener('activate', (event) => {
  event.waitUntil(activate());
});
self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(page(event));
  else if (url.pathname.startsWith(ASSETS)) event.respondWith(asset(request));
});
self.addEventListener('message', (event) => {
  if (event.data?.kind === 'waiting') event.waitUntil(notify(event.data));
});
self.addEventListener('notificationclick', (event) => {
  const approvalId = event.notification.data?.approvalId;
  event.notification.close();
  if (typeof approvalId === 'string')
    event.waitUntil(self.clients.openWindow(`/approve/${encodeURIComponent(approvalId)}`));
});

async function install() {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(OFFLINE, { cache: 'reload' }));
  // Nothing that the old one keeps is of use to pages of the new build.
  await self.skipWaiting();
}

async function activate() {
  const names = await caches.keys();
  await Promise.all(
    names
      .filter((name) => name.startsWith(PREFIX) && name !== CACHE && name !== TOLD)
      .map((name) => caches.delete(name)),
  );
  await self.clients.claim();
}

async function page({ request }) {
  try {
    return await fetch(request);
  } catch (error) {
    const cache = await caches.open(CACHE);
    const shell = await cache.match(OFFLINE);
    if (!shell) throw error;
    return shell;
  }
}

async function asset(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  // A full disk is no reason not to show the page.
  if (answer.status === 200) await cache.put(request, answer.clone()).catch(() => undefined);
  return answer;
}

const MAX_TOLD = 200;
/**
 * Approvals that were shown, or that somebody who looked at a tab has seen there: no second time, also if it was dismissed. A browser
 * stops this worker whenever it likes, so the next one reads what this one told. A disk that is full or broken costs a second
 * notification at most.
 */
let reading;

async function readTold() {
  reading ??= readKept().catch(() => new Set());
  return reading;
}

async function readKept() {
  // Looked for and not opened: as long as nothing was told there is no such cache.
  const kept = await caches.match(TOLD, { cacheName: TOLD });
  return new Set(kept ? await kept.json() : []);
}

async function keepTold(told) {
  const cache = await caches.open(TOLD);
  await cache.put(TOLD, new Response(JSON.stringify([...told].slice(-MAX_TOLD))));
}

/** `waiting`: everything that waits now. What is shown and not in it was answered, wherever. */
async function notify({ waiting, notify: wanted }) {
  const told = await readTold();
  const before = told.size;
  const open = new Set(waiting.map(({ approvalId }) => approvalId));
  for (const shown of await self.registration.getNotifications()) {
    const approvalId = shown.data?.approvalId;
    if (approvalId === undefined) continue;
    told.add(approvalId);
    if (!open.has(approvalId)) shown.close();
  }
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const seen = tabs.some(({ visibilityState }) => visibilityState === 'visible');
  for (const { approvalId, title, body } of waiting) {
    if (told.has(approvalId)) continue;
    if (!seen && !wanted) continue;
    told.add(approvalId);
    if (seen) continue;
    await self.registration.showNotification(title, {
      body,
      tag: approvalId,
      data: { approvalId },
      icon: '/icons/icon-192.png',
    });
  }
  if (told.size !== before) await keepTold(told).catch(() => undefined);
}
