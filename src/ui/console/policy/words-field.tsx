'use client';

import { useState } from 'react';
import { Field, TextInput } from '../../primitives/field.tsx';
import { formatWords, readWords } from './command-words.ts';
import { sameJson } from './merge-patch.ts';

type Props = {
  label: string;
  hint: string;
  error: string | undefined;
  value: string[] | undefined;
  onChange: (words: string[] | undefined) => void;
};

/** The words of a command, written as a line. */
export function WordsField({ label, hint, error, value = [], onChange }: Props) {
  const [line, setLine] = useState('');
  // What is being written stays as it is written, as long as it means what the document says.
  const shown = sameJson(readWords(line), value) ? line : formatWords(value);
  return (
    <Field label={label} hint={hint} error={error}>
      {(control) => (
        <TextInput
          {...control}
          value={shown}
          autoCapitalize="off"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
          onChange={(event) => {
            setLine(event.target.value);
            const words = readWords(event.target.value);
            onChange(words.length === 0 ? undefined : words);
          }}
        />
      )}
    </Field>
  );
}
