/**
 * Tokens that fit into a request and its answer. Source: OpenAI's model pages as collected in gpt-tokenizer 4.0.0; a test
 * compares. The longest entry that begins the name counts, so dated snapshots need no line of their own.
 */
const CONTEXT_WINDOWS: Readonly<Record<string, number>> = {
  'gpt-3.5-turbo': 16_385,
  'gpt-4': 8_192,
  'gpt-4-0125': 128_000,
  'gpt-4-1106': 128_000,
  'gpt-4-turbo': 128_000,
  'gpt-4.1': 1_047_576,
  'gpt-4.5': 128_000,
  'gpt-4o': 128_000,
  'gpt-5': 400_000,
  'gpt-5-chat': 128_000,
  'gpt-5.1-chat': 128_000,
  'gpt-5.2-chat': 128_000,
  'gpt-5.3-chat': 128_000,
  'gpt-5.4': 1_050_000,
  'gpt-5.4-mini': 400_000,
  'gpt-5.4-nano': 400_000,
  'gpt-5.5': 1_050_000,
  'gpt-5.6': 1_050_000,
  'gpt-5.6-cyber': 400_000,
  'gpt-oss': 131_072,
  o1: 200_000,
  'o1-mini': 128_000,
  'o1-preview': 128_000,
  o3: 200_000,
  'o4-mini': 200_000,
};

/** What is assumed of a model that is not in the table: what most current open models have. */
const DEFAULT_CONTEXT_WINDOW = 128_000;

export function contextWindowOf(modelId: string): number {
  const known = Object.keys(CONTEXT_WINDOWS)
    .filter((name) => modelId.startsWith(name))
    .toSorted((a, b) => b.length - a.length)[0];
  return (known && CONTEXT_WINDOWS[known]) || DEFAULT_CONTEXT_WINDOW;
}
