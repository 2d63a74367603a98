import { parseSync } from '@swc/core';

/** A node of swc's tree, read as plain data: only `type` is sure. */
export type SyntaxNode = { type: string; span: { start: number }; [field: string]: unknown };

/** `offset()` is where the node starts, in UTF-16 units. */
export type FoundNode = { node: SyntaxNode; offset: () => number };

/**
 * Every node of a TypeScript source.
 * @throws Error when the source does not parse
 */
export function findNodes(text: string, { jsx }: { jsx: boolean }): FoundNode[] {
  // swc counts bytes from the start of everything it has parsed so far: a first empty statement says where this file starts.
  const prefix = ';';
  const source = prefix + text.replace(/^#!/, '//');
  const module = parseSync(source, { syntax: 'typescript', tsx: jsx, target: 'es2024' });
  const start = module.body[0]?.span.start ?? 0;
  const bytes = Buffer.from(source);
  return [...nodesIn(module.body.slice(1))].map((node) => ({
    node,
    offset: () => bytes.subarray(0, node.span.start - start).toString().length - prefix.length,
  }));
}

/** The nodes of a tree of swc, parents first. */
export function* nodesIn(tree: unknown): Generator<SyntaxNode> {
  if (tree === null || typeof tree !== 'object') return;
  if (isNode(tree)) yield tree;
  for (const child of Object.values(tree)) yield* nodesIn(child);
}

function isNode(value: object): value is SyntaxNode {
  return 'type' in value && typeof value.type === 'string' && 'span' in value;
}
