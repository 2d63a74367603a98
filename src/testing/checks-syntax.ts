import { parseSync } from '@swc/core';

/** A node of swc's tree, read as plain data: only `type` is sure. */
export type SyntaxNode = { type: string; [field: string]: unknown };

export type FoundNode = { node: SyntaxNode; offset: () => number };

/**
 * Every node of a TypeScript source, with `offset()`: where it starts, in UTF-16 units.
 * @throws Error when the source does not parse
 */
export function findNodes(text: string, { jsx }: { jsx: boolean }): FoundNode[] {
  // swc counts bytes from the start of everything it has parsed so far: a first empty statement says where this file starts.
  const prefix = ';';
  const source = prefix + text.replace(/^#!/, '//');
  const module = parseSync(source, { syntax: 'typescript', tsx: jsx, target: 'es2024' });
  const start = module.body[0]?.span.start ?? 0;
  const bytes = Buffer.from(source);
  const found: FoundNode[] = [];

  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (value === null || typeof value !== 'object') return;
    if (isNode(value)) {
      const byte = value.span.start - start;
      found.push({ node: value, offset: () => bytes.subarray(0, byte).toString().length - prefix.length });
    }
    for (const child of Object.values(value)) visit(child);
  };
  visit(module.body.slice(1));
  return found;
}

function isNode(value: object): value is SyntaxNode & { span: { start: number } } {
  return 'type' in value && typeof value.type === 'string' && 'span' in value;
}
