/**
 * An export as one HTML file that asks nobody for anything: one style, no script, and a policy that allows exactly that style, so that
 * even what would slip through could do nothing. Whatever others wrote is escaped.
 */
import { createHash } from 'node:crypto';
import type { Block, Entry } from './entries.ts';
import { shownText } from './shown-text.ts';
import type { ExportLocale, Words } from './words.ts';

const STYLE = `:root{color-scheme:light dark;font:16px/1.6 system-ui,sans-serif}
body{max-width:52rem;margin:0 auto;padding:1.5rem;background:Canvas;color:CanvasText}
article{margin:1.5rem 0;padding-inline-start:1rem;border-inline-start:3px solid GrayText}
article.user{border-color:Highlight}article.failure{border-style:double}
h2{font-size:1rem;margin:0}time,dt,h3{font-size:.8rem;font-weight:normal}h3{margin:.5rem 0 0}
pre{margin:.25rem 0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}
.tool pre{font:.85rem/1.5 ui-monospace,monospace}
dl{display:grid;grid-template-columns:max-content 1fr;gap:0 1rem;margin:.25rem 0}dd{margin:0;overflow-wrap:anywhere}`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`;

export function htmlHead(title: string, facts: [string, string][], locale: ExportLocale): string {
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${escaped(title)}</h1>
${blockHtml({ facts })}`;
}

export const HTML_FOOT = '</main>\n</body>\n</html>\n';

export function htmlEntry({ role, heading, name, at, blocks }: Entry, { colon }: Pick<Words, 'colon'>): string {
  const about = name === undefined ? '' : `${colon}<bdi>${escaped(name)}</bdi>`;
  return `<article class="${role}">
<h2>${heading}${about}</h2>
<time datetime="${escaped(at)}">${escaped(at)}</time>
${blocks.map(blockHtml).join('')}</article>
`;
}

function blockHtml(block: Block): string {
  if ('facts' in block) {
    const rows = block.facts.map(([label, value]) => `<dt>${label}</dt><dd dir="auto">${escaped(value)}</dd>\n`);
    return `<dl>\n${rows.join('')}</dl>\n`;
  }
  const label = block.label === undefined ? '' : `<h3>${block.label}</h3>\n`;
  // The parser drops one line feed behind <pre>.
  return `${label}<pre dir="auto">\n${escaped(block.text)}</pre>\n`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return shownText(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');
}
