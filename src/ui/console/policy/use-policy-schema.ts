'use client';

import { useQuery } from '@tanstack/react-query';
import type { SchemaFile } from './json-schema.ts';
import { isFields } from './merge-patch.ts';

/** The schema of the protocol, of which Policy is a part. Undefined until it is there: the editor works without it. */
export function usePolicySchema(): SchemaFile | undefined {
  return useQuery({ queryKey: ['schema'], queryFn: readSchema, staleTime: Number.POSITIVE_INFINITY }).data;
}

async function readSchema({ signal }: { signal: AbortSignal }): Promise<SchemaFile> {
  const answer = await fetch('/schema', { signal });
  const file: unknown = await answer.json();
  if (!answer.ok || !isFields(file) || !isFields(file.$defs)) throw new Error('no schema');
  // The seam where the gateway's own schema becomes typed: it is the one that it checks by.
  return file as SchemaFile;
}
