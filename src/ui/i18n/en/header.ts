/** The head of the chat: model, runtime mode, usage, export. */
export const models = {
  title: 'Model',
  change: 'Model:',
  search: 'Search models',
  none: 'No model is called that.',
  busy: 'The run that is on keeps its model. The next message goes to the new one.',
  chosen: 'chosen',
  default: 'default',
  useDefault: 'Default ({model})',
  useDefaultHint: 'What the policy or the gateway chooses, also when that changes.',
  vision: 'reads images',
  window: '{tokens} tokens',
  notAllowed: 'not allowed by the policy',
  price: '{input} in, {output} out per million tokens',
  priceUnknown: 'price not known',
  free: 'free',
  health: { ready: 'ready', unreachable: 'does not answer', no_key: 'no key' },
  fallbacks: 'If it does not answer: {models}',
  noFallbacks: 'The policy names no other model that would answer in its place.',
} as const;

export const runtime = {
  change: 'Tools run here:',
  label: 'Tools run',
  labelBusy: 'Tools run (a change applies at the next turn)',
  pending: '{mode} from the next turn',
  means: {
    local: 'With your files, in the folder of the session',
    cloud: 'Apart from this machine, in a Docker sandbox',
  },
  unavailable: 'This gateway has no sandbox yet. Tools stay on this machine.',
} as const;

export const usage = {
  label: 'Context and cost',
  summary: 'Context {percent} full, cost {cost}',
  none: 'Nothing was used yet.',
  context: 'Context',
  tokens: '{used, number} of {window, number} tokens',
  cost: 'Cost of the session',
  compactions: 'Compactions',
  lastModel: 'Last answered by',
  lastTokens: 'Tokens of the last run',
  inAndOut: '{input, number} in, {output, number} out',
  lastTime: 'Time of the last run',
} as const;

export const chatMenu = {
  label: 'More about this session',
  model: 'Model',
  usage: 'Context {percent} full',
  memory: 'Memory',
  export: { markdown: 'Export as Markdown', jsonl: 'Export as JSONL', html: 'Export as HTML' },
} as const;

export const exporting = {
  begun: 'Exporting…',
  soFar: 'Exporting… {size} so far',
  cancel: 'Cancel',
  saved: 'Saved as {name}',
  failed: 'The export did not come through. Try again.',
} as const;
