/**
 * What the service worker shows when the gateway does not answer: one file that needs no other, since there is nobody to ask for
 * it. It is in both languages; its script leaves the one that was chosen on this device. Colours are the system's.
 */
import { en } from '../i18n/en.ts';
import { LOCALES, type Locale } from '../i18n/locales.ts';
import { zhCN } from '../i18n/zh-cn.ts';

const TEXTS = { en: en.offlinePage, 'zh-CN': zhCN.offlinePage } as const satisfies Record<Locale, object>;

/** `nonce` of the Content-Security-Policy that comes with the page. */
export function offlinePage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>OpenFoal</title>
<style>
:root { color-scheme: light dark; font: 15px/1.55 system-ui, sans-serif; }
body { margin: 0; min-height: 100dvh; display: grid; place-content: center; background: Canvas; color: CanvasText; }
main { max-width: 28rem; padding: 1.5rem; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
section + section { margin-top: 2rem; }
a { color: LinkText; }
[hidden] { display: none; }
</style>
</head>
<body>
<main>
${LOCALES.map(section).join('\n')}
</main>
<script nonce="${escaped(nonce)}">
(function () {
  var chosen = null;
  try { chosen = localStorage.getItem('openfoal.locale'); } catch (refused) {}
  var lang = chosen || (navigator.language.indexOf('zh') === 0 ? 'zh-CN' : 'en');
  var sections = document.querySelectorAll('section');
  for (var i = 0; i < sections.length; i += 1) sections[i].hidden = sections[i].lang !== lang;
  document.documentElement.lang = lang;
  function look() {
    fetch('/healthz', { cache: 'no-store' }).then(function (answer) { if (answer.ok) location.reload(); }, function () {});
  }
  addEventListener('online', look);
  setInterval(look, 3000);
})();
</script>
</body>
</html>
`;
}

function section(locale: Locale): string {
  const { title, text, retry } = TEXTS[locale];
  return `<section lang="${locale}"><h1>${escaped(title)}</h1><p>${escaped(text)}</p><p><a href="">${escaped(retry)}</a></p></section>`;
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);
