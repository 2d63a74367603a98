/** Where in a text of JSON a place is, and which place a position is in. Loaded with the editor only. */
import { jsonLanguage } from '@codemirror/lang-json';
import type { JsonPath } from './json-schema.ts';

type Tree = ReturnType<typeof jsonLanguage.parser.parse>;
type Node = Tree['topNode'];
export type Span = { from: number; to: number };

export const parseTree = (text: string): Tree => jsonLanguage.parser.parse(text);

/** The path of what is at a position: inside a property its name or value, between two of them what holds them. */
export function pathAt(text: string, position: number): JsonPath {
  const path: (string | number)[] = [];
  for (let node: Node | null = parseTree(text).resolveInner(position, -1); node; node = node.parent) {
    const { parent } = node;
    if (node.name === 'Property') path.unshift(nameOf(node, text));
    else if (parent?.name === 'Array' && isValue(node)) path.unshift(valuesIn(parent).findIndex(isAt(node)));
  }
  return path;
}

/** Where a place stands: its name where it has one, else its value. The nearest one around it when there is none. */
export function spanOf(text: string, path: JsonPath): Span {
  let value: Node | null = parseTree(text).topNode.firstChild;
  let span: Span = { from: 0, to: Math.min(1, text.length) };
  for (const key of path) {
    if (!value) return span;
    if (typeof key === 'number') {
      value = valuesIn(value)[key] ?? null;
      if (value) span = { from: value.from, to: value.to };
    } else {
      const property = value.getChildren('Property').find((each) => nameOf(each, text) === key);
      const name = property?.getChild('PropertyName');
      if (!property || !name) return span;
      span = { from: name.from, to: name.to };
      value = valuesIn(property)[0] ?? null;
    }
  }
  return span;
}

/** Where the value of a place stands. */
export function valueSpanOf(text: string, path: JsonPath): Span {
  const { from, to } = spanOf(text, path);
  if (typeof path.at(-1) === 'number') return { from, to };
  const value = parseTree(text).resolveInner(from, 1).parent?.lastChild;
  return value && isValue(value) ? { from: value.from, to: value.to } : { from, to };
}

const VALUES = new Set(['Object', 'Array', 'String', 'Number', 'True', 'False', 'Null']);
const isValue = (node: Node): boolean => VALUES.has(node.name);
const isAt = (node: Node) => (other: Node) => other.from === node.from && other.to === node.to;

function valuesIn(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) if (isValue(child)) found.push(child);
  return found;
}

function nameOf(property: Node, text: string): string {
  const name = property.getChild('PropertyName');
  if (!name) return '';
  const written = text.slice(name.from, name.to);
  try {
    return String(JSON.parse(written));
  } catch {
    return written;
  }
}
