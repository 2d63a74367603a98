/**
 * House rules that neither the type checker, the linter nor the import rules can see. Each is one row of RULES with its
 * reason; checks.test.ts plants a violation of every one. Run by `npm run verify`, or `node src/testing/checks.ts`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findNodes, type SyntaxNode } from './checks-syntax.ts';

export type Finding = { rule: string; file: string; line: number; text: string };
type Rule = {
  name: string;
  reason: string;
  applies: (file: string) => boolean;
} & ({ node: (node: SyntaxNode, file: string) => boolean } | { text: RegExp });

const isScript = (file: string) => /\.(ts|tsx|mjs)$/.test(file);
const isTestCode = (file: string) =>
  /[.-](test|fault|contract|fixture)\.tsx?$|^src\/testing\/|^e2e\/|\/contract\//.test(file);
const isProduct = (file: string) => isScript(file) && file.startsWith('src/') && !isTestCode(file);

export const RULES: readonly Rule[] = [
  {
    name: 'environment-only-in-config',
    reason:
      'One schema reads the environment once: a variable read elsewhere is neither checked, documented nor refused.',
    // Next inlines NEXT_RUNTIME in instrumentation.ts at build time: it must be written out there.
    applies: (file) => isProduct(file) && !file.startsWith('src/config/') && file !== 'src/instrumentation.ts',
    node: (node) => isMember(node, ['process'], ['env']) || importsName(node, /^(node:)?process$/, ['env']),
  },
  {
    name: 'clock-only-in-system',
    reason:
      'Whoever reads the clock himself cannot be tested at midnight, after a clock jump, or twice with the same answer.',
    applies: isTimeless,
    node: (node) =>
      isMember(node, ['Date'], ['now']) ||
      (node.type === 'NewExpression' && nameOf(node.callee) === 'Date' && count(node.arguments) === 0) ||
      (node.type === 'CallExpression' && nameOf(node.callee) === 'Date'),
  },
  {
    name: 'random-only-in-system',
    reason: 'Ids and jitter come in through a port, so that a test can say which ones and a replay gets the same ones.',
    applies: isTimeless,
    node: (node) =>
      isMember(node, ['Math'], ['random']) ||
      isMember(node, ['crypto'], RANDOM) ||
      importsName(node, /^(node:)?crypto$/, RANDOM) ||
      importsName(node, /^ulid$/, ['ulid', 'monotonicFactory']),
  },
  {
    name: 'rpc-reaches-the-page-only-as-types',
    reason: 'A page that runs gateway code runs its own copy of it: Next loads modules twice.',
    applies: (file) => isProduct(file) && file.startsWith('src/ui/'),
    node: (node) => importsFrom(node, /\/rpc\//) && node.typeOnly !== true,
  },
  {
    name: 'tools-know-domain-types',
    reason:
      'A tool that called the domain could decide about itself: it gets its orders through the port it implements.',
    applies: (file) => isProduct(file) && file.startsWith('src/tools/'),
    node: (node) => importsFrom(node, /\/domain\//) && node.typeOnly !== true,
  },
  {
    name: 'no-focused-or-skipped-tests',
    reason: 'A test that does not run proves nothing, and nobody notices.',
    applies: (file) => isScript(file) && isTestCode(file),
    node: (node) =>
      isMember(node, ['test', 'it', 'describe', 'suite'], ['only', 'skip', 'todo', 'fixme', 'skipIf', 'runIf']),
  },
  {
    name: 'no-sleeping-tests',
    reason: 'A sleep is too short on a slow machine and too long on every other: wait for the event.',
    applies: (file) => isScript(file) && isTestCode(file),
    node: (node) => node.type === 'CallExpression' && propertyOf(node.callee) === 'waitForTimeout',
  },
  {
    name: 'no-machine-paths',
    reason: 'What holds on one machine only fails on the next one, and tells strangers how ours is laid out.',
    applies: (file) => file !== 'package-lock.json',
    // Put together from pieces, so that this file does not find itself. Names that examples use are fine.
    text: new RegExp(
      `/${'home'}/(?!(you|me|user|node|openfoal)\\b)[a-z][\\w.-]*/|/${'Users'}/(?!(you|me|user)\\b)[a-zA-Z][\\w.-]*/|/${'root'}/[\\w.]|/${'work'}/(main|shared|steering)|/${'farm'}/`,
    ),
  },
];

const RANDOM = ['randomUUID', 'randomBytes', 'randomInt', 'randomFillSync', 'randomFill', 'getRandomValues'];

/** Where time and chance must come from outside. Clients (the page, the command line) are at the outside themselves. */
function isTimeless(file: string): boolean {
  return isProduct(file) && file !== 'src/config/system.ts' && !/^src\/(ui|app|cli|client)\//.test(file);
}

/** What breaks a rule in one file. `file` is relative to the repository. */
export function checkFile(file: string, text: string): Finding[] {
  const rules = RULES.filter((rule) => rule.applies(file));
  const finding = (rule: Rule, offset: number): Finding => {
    const line = text.slice(0, offset).split('\n').length;
    return { rule: rule.name, file, line, text: text.split('\n')[line - 1]?.trim() ?? '' };
  };
  const findings: Finding[] = [];
  for (const rule of rules) {
    if (!('text' in rule)) continue;
    for (const match of text.matchAll(new RegExp(rule.text, 'g'))) findings.push(finding(rule, match.index));
  }
  const nodeRules = rules.filter((rule) => 'node' in rule);
  if (nodeRules.length === 0) return findings;
  for (const { node, offset } of findNodes(text, { jsx: file.endsWith('.tsx') })) {
    for (const rule of nodeRules) if (rule.node(node, file)) findings.push(finding(rule, offset()));
  }
  return findings;
}

function nameOf(node: unknown): string | undefined {
  const { type, value } = (node ?? {}) as SyntaxNode;
  return type === 'Identifier' && typeof value === 'string' ? value : undefined;
}
function propertyOf(node: unknown): string | undefined {
  const { type, property } = (node ?? {}) as SyntaxNode;
  if (type !== 'MemberExpression') return undefined;
  const name = nameOf(property);
  if (name !== undefined) return name;
  const computed = ((property ?? {}) as SyntaxNode).expression as SyntaxNode | undefined;
  return computed?.type === 'StringLiteral' ? String(computed.value) : undefined;
}
function isMember(node: SyntaxNode, objects: readonly string[], properties: readonly string[]): boolean {
  const object = nameOf(node.object) ?? propertyOf(node.object);
  return object !== undefined && objects.includes(object) && properties.includes(propertyOf(node) ?? '');
}
function importsFrom(node: SyntaxNode, module: RegExp): boolean {
  if (!['ImportDeclaration', 'ExportNamedDeclaration', 'ExportAllDeclaration'].includes(node.type)) return false;
  const source = node.source as SyntaxNode | null;
  return source !== null && module.test(String(source.value));
}
function importsName(node: SyntaxNode, module: RegExp, names: readonly string[]): boolean {
  if (!importsFrom(node, module) || node.typeOnly === true) return false;
  const specifiers = (node.specifiers ?? []) as SyntaxNode[];
  return specifiers.some((one) => names.includes(nameOf(one.imported) ?? nameOf(one.local) ?? ''));
}
function count(list: unknown): number {
  return Array.isArray(list) ? list.length : 0;
}

const BINARY = /\.(png|jpe?g|ico|webp|woff2?|gz|wasm)$/;

if (import.meta.main) {
  const root = resolve(import.meta.dirname, '../..');
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const deleted = execFileSync('git', ['ls-files', '-z', '--deleted'], { cwd: root });
  const gone = new Set(deleted.toString().split('\0'));
  const files = listed
    .toString()
    .split('\0')
    .filter((file) => file !== '' && !gone.has(file) && !BINARY.test(file));
  const findings = files.flatMap((file) => checkFile(file, readFileSync(join(root, file), 'utf8')));
  for (const { rule, file, line, text } of findings) {
    const reason = RULES.find(({ name }) => name === rule)?.reason;
    console.error(`${file}:${line}  ${text}\n  ${rule}: ${reason}`);
  }
  console.log(`house rules: ${files.length} files, ${findings.length} findings`);
  if (files.length === 0 || findings.length > 0) process.exitCode = 1;
}
