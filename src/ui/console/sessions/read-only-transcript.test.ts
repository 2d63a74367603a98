import { expect, test } from 'vitest';
import { foldAll } from '../../../client/fold/fold.ts';
import {
  accepted,
  failed,
  journal,
  required,
  resolved,
  SESSION_ID,
  toolCall,
} from '../../../client/fold/journal.fixture.ts';
import { emptyTranscript } from '../../../client/fold/transcript.ts';
import { toReadOnly } from './read-only-transcript.ts';

test('nothing is asked and nothing offered: what waits and what could go on is only told', () => {
  const events = journal([accepted('r'), toolCall('r', 't'), required('r', 't'), failed('r')]);
  const shown = toReadOnly(foldAll(emptyTranscript(SESSION_ID), events));
  expect(shown.approvals).toEqual({});
  expect(shown.items.find(({ kind }) => kind === 'failure')).toMatchObject({ resumable: false });
});

test('an approval that was answered is still told with its call', () => {
  const events = journal([accepted('r'), toolCall('r', 't'), required('r', 't'), resolved('r', 't')]);
  expect(Object.keys(toReadOnly(foldAll(emptyTranscript(SESSION_ID), events)).approvals)).toHaveLength(1);
});
