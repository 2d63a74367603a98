import type { MethodResult } from '../../../protocol/methods.ts';
import { isFields } from './merge-patch.ts';

export type BenchCall =
  | { state: 'call'; toolName: string; args: Record<string, unknown> }
  | { state: 'empty' | 'no-json' | 'no-object' | 'no-tool' };

/** Reads a pasted call: `{toolName, args}` as events and approvals show it, or the arguments alone of the named tool. */
export function parseCall(text: string, tool: string): BenchCall {
  if (text.trim() === '') return { state: 'empty' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { state: 'no-json' };
  }
  if (!isFields(value)) return { state: 'no-object' };
  if (typeof value.toolName === 'string' && isFields(value.args)) {
    return { state: 'call', toolName: value.toolName, args: value.args };
  }
  return tool.trim() === '' ? { state: 'no-tool' } : { state: 'call', toolName: tool.trim(), args: value };
}

export type JudgedAs = { call: Extract<BenchCall, { state: 'call' }>; result: MethodResult<'policy.evaluate'> };
