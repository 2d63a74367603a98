/**
 * `node read-profile.ts <file.cpuprofile> [top]`: where the time went, by package or folder of ours, by function itself, and by
 * function with what it calls. What is native has no file: it counts for the nearest caller that has one.
 */
import { readFileSync } from 'node:fs';

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }[];
  samples: number[];
  timeDeltas: number[];
};

const [file = '', top = '30'] = process.argv.slice(2);
// What node --cpu-prof wrote.
const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile;
const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
const selfUs = new Map<number, number>();
profile.samples.forEach((id, index) => selfUs.set(id, (selfUs.get(id) ?? 0) + (profile.timeDeltas[index] ?? 0)));

const nameOf = ({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']) =>
  `${shortUrl(url)}:${lineNumber + 1} ${functionName || '(anonymous)'}`;
const shortUrl = (url: string) =>
  url.replace(/^.*\/node_modules\//, '').replace(/^file:.*\/(?=src\/)/, '') || '(native)';

const self = new Map<string, number>();
const total = new Map<string, number>();
const places = new Map<string, number>();
const add = (map: Map<string, number>, key: string, us: number) => map.set(key, (map.get(key) ?? 0) + us);

function placeOf(url: string): string {
  const packageName = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1];
  return (
    packageName ?? /\/src\/(.*)\/[^/]*$/.exec(url)?.[1] ?? /^node:internal\/(?:deps\/)?[^/:]+/.exec(url)?.[0] ?? url
  );
}

/** Inclusive time counts a function once, however deep it calls itself. */
function walk(id: number, above: ReadonlySet<string>, caller: string): number {
  const node = nodes.get(id);
  if (!node) return 0;
  const name = nameOf(node.callFrame);
  const here = new Set(above).add(name);
  let us = selfUs.get(id) ?? 0;
  const place =
    placeOf(node.callFrame.url) || (node.callFrame.functionName.startsWith('(') ? node.callFrame.functionName : caller);
  add(self, name, us);
  add(places, place, us);
  for (const child of node.children ?? []) us += walk(child, here, place);
  if (!above.has(name)) add(total, name, us);
  return us;
}
const [root] = profile.nodes;
if (root) walk(root.id, new Set(), '(native)');

const idle = self.get('(native):0 (idle)') ?? 0;
const busy = [...self.values()].reduce((sum, us) => sum + us, 0) - idle;
function print(title: string, map: Map<string, number>): void {
  console.log(`\n${title} (share of ${(busy / 1e6).toFixed(2)} s busy)`);
  const entries = [...map].filter(([name]) => !/(^| )\((idle|root)\)$/.test(name)).sort(([, a], [, b]) => b - a);
  for (const [name, us] of entries.slice(0, Number(top))) {
    console.log(`${((us / busy) * 100).toFixed(1).padStart(6)} %  ${(us / 1000).toFixed(0).padStart(6)} ms  ${name}`);
  }
}
print('by package or folder', places);
print('itself', self);
print('with what it calls', total);
