/** What was said and done in a session. */
export const conversation = {
  label: 'Conversation',
  emptyTitle: 'What shall we do?',
  emptyText: 'The agent works in a folder with your files and a shell. What is risky waits for your approval.',
  loading: 'Loading the session…',
  missing: 'This session does not exist here.',
  missingAction: 'Start a new session',
  failed: 'The session could not be loaded.',
  reload: 'Try again',
  toLatest: 'To the latest',
  toLatestNew: 'To the latest · {count, number} new',
  older: 'Loading earlier messages…',
  olderFailed: 'Earlier messages could not be loaded.',
  queued: 'Waits for its turn',
  takeBack: 'Take it back into the message field',
  cancelQueued: 'Cancel this message',
} as const;

export const message = {
  you: 'You',
  agent: 'Agent',
  reasoning: 'Reasoning',
  stopped: 'stopped',
  sending: 'Sending…',
  notSent: 'Not sent.',
  retry: 'Try again',
  discard: 'Discard',
  working: 'Working…',
  imageOf: 'Image: {alt}',
  continued: 'Continued from where the run ended',
  copy: 'Copy',
  copied: 'Copied',
  copyCode: 'Copy code',
  copyMessage: 'Copy message',
  code: 'code',
  wrapCode: 'Wrap long lines',
  table: 'Table',
  actions: 'What to do with this message',
  edit: 'Edit and run again',
  editHint: 'Runs in a new session that begins here. This one stays as it is.',
  run: 'Run',
  regenerate: 'Answer again in a new session',
  forked: 'This is a new session. The original stays.',
  toOriginal: 'Back to it',
} as const;

export const tool = {
  status: {
    pending: 'pending',
    waiting_approval: 'waits for approval',
    running: 'running',
    success: 'done',
    failed: 'failed',
    denied: 'denied',
    unknown: 'outcome unknown',
    stopped: 'stopped',
  },
  exitCode: 'exit {code, number}',
  showAll: 'Show all',
  showLess: 'Show less',
  args: 'Arguments',
  output: 'Output',
  liveOutput: 'Live output',
  errors: 'Errors',
  noOutput: 'No output',
  truncated: '{bytes, number} bytes left out',
  copyArgs: 'Copy arguments',
  copyOutput: 'Copy output',
  calls: '{count, plural, one {# call} other {# calls}}',
  allOutput: 'All of the output',
  allHits: 'All {count, number} matches',
  moreOutput: 'Show more ({percent, number} % is left)',
  rule: 'Rule {rule}, policy version {version, number}: {reason}',
  unknownHint: 'The gateway stopped while this ran. It may or may not have had an effect.',
} as const;

export const diff = {
  counts: '{added, plural, one {# line} other {# lines}} added, {removed, number} removed',
  diff: 'Change',
  content: 'New content of the file',
  all: 'All {count, number} lines',
} as const;

export const failure = {
  stopped: 'Stopped.',
  failed: 'The run failed.',
  details: 'Details',
  trace: 'Trace id',
  copyTrace: 'Copy trace id',
  continue: 'Continue',
  otherModel: 'Try another model',
} as const;

export const notice = {
  reset: 'The agent starts afresh from here.',
  fallback: 'Another model answers.',
  rate_limit: 'The provider asks to wait: it is tried again in a moment.',
  fallback_named: '{from} did not answer, {to} is asked instead.',
  budget: 'A budget of the policy stopped the run.',
  length: 'The answer reached its longest length and was cut off.',
  content_filter: 'The provider held part of the answer back.',
  compaction: 'Earlier messages were summarised for the model. The originals stay readable.',
  memory_flush: 'Notes were saved to memory.',
  deleted: 'This session was deleted.',
  restored: 'This session was restored.',
  forked: 'What is above was taken over from an earlier session.',
  toOrigin: 'Go to the original',
  mode: 'Tools now run here: {mode}',
} as const;

export const live = {
  approval: 'Approval needed: {summary}',
  finished: 'The agent has answered: {text}',
  failed: 'The run failed: {text}',
  stopped: 'The run was stopped.',
} as const;

export const link = {
  opens: 'opens {host} in a new tab',
  loopback: '{host}, on this machine',
  title: 'Open this link?',
  description: 'The agent wrote it. It leads to:',
  open: 'Open in a new tab',
  copy: 'Copy the address',
  warnings: {
    otherHost: 'Its text names another host.',
    user: 'A name stands before the host, to be taken for one.',
    script: 'The host has letters of another script, and may be drawn like a name that you know.',
    loopback: 'It leads to a server on your own machine.',
    address: 'It is a bare address and no name.',
    insecure: 'It is not encrypted.',
  },
} as const;
