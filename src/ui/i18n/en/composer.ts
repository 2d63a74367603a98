/** The message field, its attachments and its commands. */
export const composer = {
  label: 'Message',
  placeholder: 'Message the agent',
  placeholderBusy: 'Queue a message for when this run is over',
  hint: 'Enter sends, Shift+Enter makes a new line',
  send: 'Send',
  queue: 'Queue',
  stop: 'Stop',
  stopping: 'Stopping…',
  tooLong: '{count, number} characters are too many: {max, number} at most.',
  uploading: 'Can be sent once the files are uploaded',
  sayWhat: 'Say what to do with the files',
  completions: '{count, plural, one {# command} other {# commands}}: the arrow keys choose, Enter takes one',
} as const;

export const attachments = {
  label: 'Attachments',
  attach: 'Attach files: text, JSON, PNG, JPEG, GIF or WebP, up to {max} each, {count, number} at most',
  drop: 'Drop the files to attach them',
  uploading: '{received} of {size}',
  cancel: 'Cancel the upload of {name}',
  remove: 'Remove {name}',
  retry: 'Upload {name} again',
  failed: 'Not uploaded.',
  refused: {
    type: 'Only text and images can be attached',
    size: 'Too large: {max} at most',
    empty: 'The file is empty',
    count: 'At most {max, number} files',
  },
  loading: 'Loading…',
  gone: 'This file is not there any more.',
  open: 'Open',
  cut: 'This is the beginning. Save the file to see all of it.',
  save: 'Save',
} as const;

export const commands = {
  label: 'Commands',
  title: 'Commands',
  literal: 'Two slashes at the beginning send a message that begins with one.',
  unknown: 'There is no command /{word}. /help lists them; // sends a message that begins with a slash.',
  takesOne: '/{name} takes one of: {options}',
  takesNothing: '/{name} takes nothing behind it.',
  nothingRuns: 'Nothing is running.',
  does: {
    new: 'Start a new session',
    stop: 'Stop the run',
    model: 'Choose who answers',
    mode: 'Choose where tools run',
    memory: 'Open the memory',
    compact: 'Summarise earlier messages for the model',
    reset: 'Let the agent start afresh; the transcript stays',
    export: 'Save the session as a file',
    help: 'List these commands',
  },
} as const;
