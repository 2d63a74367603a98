'use client';

import { jsonParseLinter } from '@codemirror/lang-json';
import { type Diagnostic, forceLinting, linter, lintGutter } from '@codemirror/lint';
import { EditorState, StateEffect } from '@codemirror/state';
import { EditorView, keymap, lineNumbers } from '@codemirror/view';
import { minimalSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { editorLook } from './editor-look.ts';
import type { FieldProblem } from './field-problem.ts';
import { jsonColours } from './json-colours.ts';
import { pathAt, spanOf, valueSpanOf } from './json-places.ts';
import type { JsonPath } from './json-schema.ts';

type Props = {
  label: string;
  /** What is said of a text that is no JSON, before what the parser says. */
  noJson: string;
  text: string;
  refused: FieldProblem | undefined;
  check: (value: unknown) => { path: JsonPath; message: string }[];
  /** Another one: the text is checked again. */
  checkedBy: unknown;
  onChange: (text: string) => void;
  /** The cursor is in another place. */
  onPlace: (path: JsonPath) => void;
};

const syntaxProblems = jsonParseLinter();

/** What is wrong with the text can change without the text: the gateway refused it, or there is a newer schema. */
const lookAgain = StateEffect.define<null>();

/** CodeMirror with the JSON of a policy. Tab indents; Escape and then Tab leaves, as everywhere with CodeMirror. */
export function SourceEditor(props: Props) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  // The editor lives longer than a draw: it asks for what is current.
  const current = useRef(props);
  const { label, text, refused, checkedBy } = props;
  useEffect(() => {
    current.current = props;
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const editor = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: current.current.text,
        extensions: [
          minimalSetup,
          lineNumbers(),
          lintGutter(),
          linter((shown) => diagnosticsOf(shown, current.current), {
            delay: 200,
            needsRefresh: ({ transactions }) =>
              transactions.some(({ effects }) => effects.some((effect) => effect.is(lookAgain))),
          }),
          jsonColours,
          editorLook,
          EditorView.lineWrapping,
          // The tabindex is what tells axe, and whoever looks for it, that the part that scrolls can be reached by keys.
          EditorView.contentAttributes.of({ 'aria-label': current.current.label, spellcheck: 'false', tabindex: '0' }),
          keymap.of([{ key: 'Tab', run: indent }]),
          EditorView.updateListener.of((update) => {
            const written = update.state.doc.toString();
            if (update.docChanged && written !== current.current.text) current.current.onChange(written);
            if (update.docChanged || update.selectionSet) {
              current.current.onPlace(pathAt(written, update.state.selection.main.head));
            }
          }),
        ],
      }),
    });
    view.current = editor;
    return () => {
      view.current = null;
      editor.destroy();
    };
  }, []);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === text) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);
  useEffect(() => {
    if (!view.current) return;
    view.current.dispatch({ effects: lookAgain.of(null) });
    // Now, and not when nobody has written for a moment.
    forceLinting(view.current);
  }, [refused, checkedBy, label]);
  return <div ref={host} data-testid="source-editor" className="overflow-hidden rounded-lg border border-line" />;
}

function indent(view: EditorView): boolean {
  view.dispatch(view.state.replaceSelection('  '), { userEvent: 'input.indent', scrollIntoView: true });
  return true;
}

function diagnosticsOf(view: EditorView, { noJson, refused, check }: Props): Diagnostic[] {
  const text = view.state.doc.toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return syntaxProblems(view).map((found) => ({ ...found, message: `${noJson} ${found.message}` }));
  }
  const found = check(value).map(
    ({ path, message }): Diagnostic => ({ ...spanOf(text, path), severity: 'error', message }),
  );
  if (refused) found.push({ ...refusedSpan(text, refused.path, value), severity: 'error', message: refused.message });
  return found;
}

/** The gateway names a place with dots; names of tools hold dots themselves, so names are tried as long as there are. */
function refusedSpan(text: string, path: string, value: unknown): { from: number; to: number } {
  const found: (string | number)[] = [];
  let at = value;
  let left = path;
  while (left !== '' && typeof at === 'object' && at !== null) {
    const name = Object.keys(at)
      .filter((key) => left === key || left.startsWith(`${key}.`))
      .sort((a, b) => b.length - a.length)[0];
    if (name === undefined) break;
    found.push(Array.isArray(at) ? Number(name) : name);
    at = Object.entries(at).find(([key]) => key === name)?.[1];
    left = left.slice(name.length + 1);
  }
  return valueSpanOf(text, found);
}
