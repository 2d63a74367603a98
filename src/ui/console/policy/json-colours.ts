/** Colours for JSON by its syntax tree, as classes: the highlighting that comes with CodeMirror has colours of its own. */
import { type Range, RangeSet } from '@codemirror/state';
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view';
import { parseTree } from './json-places.ts';

const mark = (name: string): Decoration => Decoration.mark({ class: name });
const constant = mark('cm-json-constant');
const MARKS: Record<string, Decoration> = {
  PropertyName: mark('cm-json-name'),
  String: mark('cm-json-text'),
  Number: constant,
  True: constant,
  False: constant,
  Null: constant,
};

export const jsonColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = coloured(view);
    }

    update(update: ViewUpdate): void {
      if (update.docChanged || update.viewportChanged) this.decorations = coloured(update.view);
    }
  },
  { decorations: ({ decorations }) => decorations },
);

/** Of what is in sight. */
function coloured(view: EditorView): DecorationSet {
  const found: Range<Decoration>[] = [];
  const tree = parseTree(view.state.doc.toString());
  for (const { from, to } of view.visibleRanges) {
    tree.iterate({
      from,
      to,
      enter: (node) => {
        const look = MARKS[node.name];
        if (look && node.to > node.from) found.push(look.range(node.from, node.to));
      },
    });
  }
  return RangeSet.of(found, true);
}
