/**
 * dependency-cruiser reads TypeScript through swc, but knows neither TSX nor `using`, and gives up on such a file. The seam:
 * in this process swc's parser answers it with a module that holds nothing but the imports of the real one.
 */
import swc, { type ImportDeclaration, type Module, type ParseOptions, type StringLiteral } from '@swc/core';
import { nodesIn, type SyntaxNode } from './checks-syntax.ts';

const parseWhole = swc.parseFileSync.bind(swc) as (file: string, options?: ParseOptions) => Module;

export function readOnlyImports(): void {
  const parse = (file: string): Module => {
    const module = parseWhole(file, { syntax: 'typescript', tsx: file.endsWith('.tsx'), target: 'es2024' });
    const body = [...nodesIn(module.body)].map(sourceOf).filter((source) => source !== undefined);
    return { ...module, body: body.map((source) => importOf(source)) };
  };
  swc.parseFileSync = parse as typeof swc.parseFileSync;
}

/** What an import, a re-export, an `import('…')` or the type `import('…').X` names. */
function sourceOf(node: SyntaxNode): StringLiteral | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return literal(node.source);
    case 'TsImportType':
      return literal(node.argument);
    case 'CallExpression': {
      const callee = node.callee as SyntaxNode;
      const [first] = node.arguments as { expression: unknown }[];
      return callee.type === 'Import' ? literal(first?.expression) : undefined;
    }
    default:
      return undefined;
  }
}

function literal(node: unknown): StringLiteral | undefined {
  const candidate = node as StringLiteral | null | undefined;
  return candidate?.type === 'StringLiteral' ? candidate : undefined;
}

function importOf(source: StringLiteral): ImportDeclaration {
  return { type: 'ImportDeclaration', span: source.span, specifiers: [], source, typeOnly: false };
}
