import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../../e2e/', import.meta.url);

/** What the pages promise, each under the tag that the browser tests of it carry. */
export const PROMISES = {
  '@webchat-1': 'A message is acknowledged at once and stays; Stop works in every tab and keeps what was written.',
  '@webchat-2':
    'Failed sends and runs go on; answers are asked for again, messages edited; a failure has its cause and trace id.',
  '@webchat-3': 'Messages queue behind a run and can be taken back; drafts outlive a reload.',
  '@webchat-4': 'A card for each tool call: status, live output, changes as diffs; calls in a row in one entry.',
  '@webchat-5': 'Approvals in the transcript, in the header and on a page of their own, by keys and with a reason.',
  '@webchat-6': 'Reload, lost network, killed gateway, another tab: the same content, no gap, nothing twice, no flash.',
  '@webchat-7':
    'Markdown while it is written: tables, code, formulas; no markup, no image from elsewhere, links say where they lead.',
  '@webchat-8': 'Sessions by date, found by all that was said; the palette, the sheet of keys, slash commands.',
  '@webchat-9': 'Model and mode in the header, context and cost as they are.',
  '@webchat-10': 'Memory beside the chat; attachments picked, pasted, dropped; exports.',
  '@webchat-11': 'Ten thousand events; a phone; installable, with notifications of approvals that wait.',
  '@webchat-12': 'WCAG 2.2 AA: axe finds nothing, the keyboard is enough.',
  '@console-1': 'The overview: what runs, waits and ended, live.',
  '@console-2': 'Sessions, and the runs of one on a time axis.',
  '@console-3': 'Approvals: the queue by keys, several at once, the history.',
  '@console-4': 'The policy: form and source, diff, conflicts, versions, a test bench.',
  '@console-5': 'The audit trail: filters, what belongs together, export.',
  '@console-6': 'Memory, models and tools with their tests, settings.',
  '@console-7': 'The last answer stays while the gateway is away; whoever is not signed in is told how.',
} as const;

export type BrowserTest = { title: string; file: string; tags: readonly string[] };

const TAGGED = /\btest\(\s*'((?:[^'\\]|\\.)*)',\s*\{\s*tag:\s*(\[[^\]]*\]|'[^']*'),?\s*\}/g;

/** The browser tests that say which promise they hold, in the order of their files. */
export function taggedTests(): readonly BrowserTest[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.e2e.ts'))
    .toSorted()
    .flatMap((file) =>
      [...readFileSync(new URL(file, FOLDER), 'utf8').matchAll(TAGGED)].map(([, title = '', tags = '']) => ({
        title,
        file,
        tags: [...tags.matchAll(/'([^']*)'/g)].map(([, tag = '']) => tag),
      })),
    );
}
