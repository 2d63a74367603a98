/** Memory: Markdown files that outlive sessions. */
import { z } from 'zod';
import { Timestamp } from '../entities.ts';
import { LONG_TERM_MEMORY, MemoryPath } from '../memory-path.ts';
import { idempotencyKey, type MethodRows } from './shared.ts';

const hash = z.string().describe('SHA-256 of the file; `absent` when there is none.');
/** What a file can hold and give back: whole characters, no NUL. */
const Text = z
  .string()
  .max(200_000)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be whole characters without NUL');

export const memoryMethods = {
  'memory.list': {
    kind: 'query',
    summary: 'The memory files: MEMORY.md first, then days, newest first.',
    params: z.strictObject({}),
    result: z.object({
      files: z.array(
        z.object({ path: z.string(), bytes: z.int().nonnegative(), hash: z.string(), updatedAt: Timestamp }),
      ),
    }),
    errors: [],
    perMinute: 600,
  },
  'memory.get': {
    kind: 'query',
    summary: 'Lines of a memory file. One that is not there yet is empty.',
    params: z.strictObject({
      path: MemoryPath,
      from: z.int().min(1).default(1).describe('Line to start at; the first is 1.'),
      lines: z.int().min(1).max(100_000).optional().describe('Most lines; all of them when absent.'),
    }),
    result: z.object({
      path: z.string(),
      text: z.string().describe('Lines with their ends: parts that follow each other are the file.'),
      totalLines: z.int().nonnegative(),
      hash,
    }),
    errors: ['PAYLOAD_TOO_LARGE'],
    perMinute: 600,
  },
  'memory.search': {
    kind: 'query',
    summary: 'Lines of memory files that hold every word of the query, in any script and case; newest days first.',
    params: z.strictObject({
      query: z.string().trim().min(1).max(200),
      limit: z.int().min(1).max(200).default(50),
    }),
    result: z.object({
      hits: z.array(z.object({ path: z.string(), line: z.int().positive(), text: z.string() })),
    }),
    errors: [],
    perMinute: 600,
  },
  'memory.append': {
    kind: 'mutation',
    summary: 'Adds text at the end of a memory file, on lines of its own.',
    params: z.strictObject({ path: MemoryPath, text: Text.min(1), idempotencyKey }),
    result: z.object({ path: z.string(), hash }),
    errors: ['VERSION_CONFLICT', 'PAYLOAD_TOO_LARGE'],
    perMinute: 600,
  },
  'memory.update': {
    kind: 'mutation',
    summary: 'Replaces MEMORY.md, if it still is what expectedHash says. Days only grow. Only a user.',
    params: z.strictObject({
      path: MemoryPath.refine((path) => path === LONG_TERM_MEMORY, 'a day only grows: add to it with memory.append'),
      text: Text,
      expectedHash: z.string().regex(/^(?:absent|[0-9a-f]{64})$/, 'must be a hash that memory.get answered'),
      idempotencyKey,
    }),
    result: z.object({ path: z.string(), hash }),
    errors: ['VERSION_CONFLICT', 'PAYLOAD_TOO_LARGE', 'FORBIDDEN'],
    perMinute: 120,
    actors: 'user',
  },
} as const satisfies MethodRows;
