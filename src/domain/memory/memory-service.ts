/** Memory as its methods see it. The files are outside the database, so every change stores what it is about to do first. */
import { createHash } from 'node:crypto';
import { isProtocolError, ProtocolError } from '../../protocol/errors.ts';
import type { MethodParams, MethodResult } from '../../protocol/methods.ts';
import { appendAudit } from '../audit/append-audit.ts';
import type { OutsideEffect } from '../outcome.ts';
import type { Clock, Ids } from '../ports.ts';
import type { Caller, Scope } from '../records.ts';
import { toTimestamp } from '../time.ts';
import type { MemoryFiles, MemoryVersion } from './ports.ts';

export type MemoryDeps = { memory: MemoryFiles; clock: Clock; ids: Ids };

export async function listMemory(memory: MemoryFiles, scope: Scope): Promise<MethodResult<'memory.list'>> {
  const files = await memory.list(scope);
  return { files: files.map((file) => ({ ...file, updatedAt: toTimestamp(file.updatedAt) })) };
}

export async function getMemory(
  memory: MemoryFiles,
  scope: Scope,
  { path, from, lines }: MethodParams<'memory.get'>,
): Promise<MethodResult<'memory.get'>> {
  const { text, hash } = await memory.read(scope, path);
  // Each line with its end; a last line feed ends a line and begins none.
  const all = text === '' ? [] : text.split(/(?<=\n)/);
  const part = all.slice(from - 1, lines === undefined ? undefined : from - 1 + lines);
  return { path, text: part.join(''), totalLines: all.length, hash };
}

/** Adds text once, whatever others add meanwhile. @throws ProtocolError VERSION_CONFLICT, PAYLOAD_TOO_LARGE */
export function appendMemory(
  deps: MemoryDeps,
  caller: Caller,
  { path, text }: MethodParams<'memory.append'>,
): OutsideEffect<MemoryVersion, MethodResult<'memory.append'>> {
  const { memory } = deps;
  const { scope } = caller;
  return {
    ...accounted(deps, caller, {
      action: 'memory.append',
      path,
      detail: { bytes: bytesOf(text), digest: sha256(text) },
    }),
    plan: async () => {
      const { hash, bytes } = await memory.read(scope, path);
      return { hash, bytes };
    },
    perform: async ({ hash: expected }) => {
      try {
        const { hash } = await memory.write(scope, path, { append: text }, expected);
        return { result: { path, hash } };
      } catch (error) {
        if (isProtocolError(error) && error.code === 'VERSION_CONFLICT') return 'outdated';
        throw error;
      }
    },
    performAgain: async (since) => {
      const { hash } = await memory.appendOnce(scope, path, text, since);
      return { result: { path, hash } };
    },
  };
}

/** Replaces the content that the caller has seen. @throws ProtocolError VERSION_CONFLICT with the hash that it has now */
export function updateMemory(
  deps: MemoryDeps,
  caller: Caller,
  { path, text, expectedHash }: MethodParams<'memory.update'>,
): OutsideEffect<Record<string, never>, MethodResult<'memory.update'>> {
  const { memory } = deps;
  const { scope } = caller;
  const replace = async () => {
    const { hash } = await memory.write(scope, path, { replace: text }, expectedHash);
    return { result: { path, hash } };
  };
  return {
    ...accounted(deps, caller, {
      action: 'memory.update',
      path,
      detail: { bytes: bytesOf(text), digest: sha256(text), previousDigest: expectedHash },
    }),
    plan: async () => {
      const { hash } = await memory.read(scope, path);
      if (hash !== expectedHash && hash !== sha256(text)) {
        throw new ProtocolError('VERSION_CONFLICT', undefined, { details: { currentHash: hash } });
      }
      return {};
    },
    perform: replace,
    // What is there already counts as written, so that it is the same to repeat it.
    performAgain: replace,
  };
}

/** The audit rows of a change: permitted before it is made, and failed when it then was not. */
function accounted(
  deps: MemoryDeps,
  caller: Caller,
  { action, path, detail }: { action: string; path: string; detail: Record<string, unknown> },
): Pick<OutsideEffect<never, never>, 'permit' | 'refused'> {
  return {
    permit: async (tx) => {
      await appendAudit(tx, deps, caller, { action, resource: path, outcome: 'allowed', detail });
    },
    refused: async (tx, { code }) => {
      await appendAudit(tx, deps, caller, { action, resource: path, outcome: 'failed', detail: { ...detail, code } });
    },
  };
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
