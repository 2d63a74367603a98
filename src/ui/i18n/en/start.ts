/** The first page of the chat: the demo, and how to have a model. */
export const demo = { label: 'Scripted demo, no AI: type help', short: 'Demo, no AI', suggestion: 'help' } as const;

export const start = {
  prompts: {
    files: { title: 'Look around', shows: 'Reading files is allowed: it just happens.', text: 'list\nsearch TODO' },
    shell: { title: 'Run a command', shows: 'A command shows itself and waits for you.', text: 'run uname -a; date' },
    approval: {
      title: 'Change a file',
      shows: 'You see the change before it is made.',
      text: 'write notes.md: # Notes\n- buy milk',
    },
  },
  demoTitle: 'No AI answers yet: this is a scripted demo',
  demoText:
    'No key and no local model was found, so a script answers. It follows a few commands and understands nothing else. The tools, the approvals and the record of them are the real ones.',
  demoHelp: 'Show its commands ({word})',
  keyTitle: 'With a key',
  keyText: 'Start the gateway with one of these in its environment:',
  keyNote: 'Keys stay in the environment of the gateway. This page has no field for them and never sees them.',
  localTitle: 'With a model on this machine',
  localText: 'A server at its usual port is found by itself:',
  localOther: 'For one at another address:',
  choose:
    'OPENFOAL_MODEL=provider/model chooses which one answers. After a change of the environment, start the gateway again.',
  found: 'What is there now',
  again: 'Look again',
  status: { ready: 'ready', unreachable: 'does not answer', no_key: 'no key' },
  modelOf: 'Model of {provider}',
  test: 'Test',
  testing: 'Testing…',
  answered: 'It answers, after {time}.',
  silent: 'It did not answer.',
  copyLine: 'Copy this line',
  doctor: 'Doctor found {count, plural, one {something} other {# things}} on this machine',
  finding: { ok: 'fine', warn: 'note', fail: 'wrong' },
} as const;
