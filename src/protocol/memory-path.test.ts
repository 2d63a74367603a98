import { expect, test } from 'vitest';
import { isMemoryPath, MemoryPath } from './memory-path.ts';

test.each([
  '',
  'memory.md',
  'Memory.md',
  'MEMORY.MD',
  './MEMORY.md',
  '/MEMORY.md',
  'MEMORY.md/',
  'MEMORY.md\n',
  'MEMORY.md\0',
  ' MEMORY.md',
  'ＭEMORY.md',
  'memory/MEMORY.md',
  '2026-11-22.md',
  'memory/2026-11-22',
  'memory/2026-11-22.txt',
  'Memory/2026-11-22.md',
  'memory\\2026-11-22.md',
  'memory//2026-11-22.md',
  'memory/./2026-11-22.md',
  'memory/../MEMORY.md',
  'memory/../token',
  '../memory/2026-11-22.md',
  'memory/2026-11-22.md/..',
  'memory/%2e%2e/token',
  'memory/2026-1-2.md',
  'memory/12026-11-22.md',
  'memory/0000-01-01.md',
  'memory/2026-00-10.md',
  'memory/2026-13-01.md',
  'memory/2026-11-00.md',
  'memory/2026-11-31.md',
  'memory/2026-02-29.md',
  'memory/1900-02-29.md',
  'memory/２０２６-11-22.md',
  'memory/2026-11-22.md.tmp',
])('%j is no path of memory', (path) => {
  expect(isMemoryPath(path)).toBe(false);
  expect(MemoryPath.safeParse(path).success).toBe(false);
});

test.each([
  'MEMORY.md',
  'memory/2026-11-22.md',
  'memory/2024-02-29.md',
  'memory/2000-02-29.md',
  'memory/0001-01-01.md',
])('%j is a path of memory', (path) => {
  expect(isMemoryPath(path)).toBe(true);
  expect(MemoryPath.parse(path)).toBe(path);
});
