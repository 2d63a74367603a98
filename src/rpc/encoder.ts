import { EncodedEnvelopes, envelopeJson } from '../protocol/envelope-json.ts';
import type { Envelope } from '../protocol/events.ts';
import { isRequestId } from './request-id.ts';

/**
 * tRPC's JSON frames, with the envelope of an event encoded once for all its subscribers and spliced in; a page of envelopes that
 * were read is spliced in as it is stored.
 * An empty array is no message, and what names itself by anything but a request id is no call: refused like any malformed frame.
 */
export const frameEncoder = {
  encode: (frame: unknown): string => {
    if (isPageFrame(frame)) return encodePage(frame);
    if (!isEventFrame(frame)) return JSON.stringify(frame);
    const { id, jsonrpc, result } = frame;
    const token = JSON.stringify(result.id);
    const head = `{"id":${JSON.stringify(id)},${jsonrpc === undefined ? '' : `"jsonrpc":${JSON.stringify(jsonrpc)},`}`;
    return `${head}"result":{"type":"data","id":${token},"data":{"id":${token},"data":${envelopeJson(result.data.data)}}}}`;
  },
  decode: (text: string | ArrayBuffer | Uint8Array): unknown => {
    if (typeof text !== 'string') throw new Error('frames are text');
    const frame: unknown = JSON.parse(text);
    if (Array.isArray(frame) && frame.length === 0) throw new Error('an empty array is no message');
    for (const each of Array.isArray(frame) ? (frame as unknown[]) : [frame]) {
      if (typeof each === 'object' && each !== null && 'id' in each && each.id !== null && !isRequestId(each.id)) {
        throw new Error('the id of a call is a string or a whole number');
      }
    }
    return frame;
  },
};

type EventFrame = {
  id: unknown;
  jsonrpc?: unknown;
  result: { type: 'data'; id: string; data: { id: string; data: Envelope } };
};

/** Only tracked data has an id in its result, and only subscriptions send it. */
function isEventFrame(frame: unknown): frame is EventFrame {
  if (typeof frame !== 'object' || frame === null || !('result' in frame)) return false;
  const { result } = frame;
  return typeof result === 'object' && result !== null && 'id' in result && typeof result.id === 'string';
}

type PageFrame = { result: { data: { events: EncodedEnvelopes } } };

function isPageFrame(frame: unknown): frame is PageFrame {
  if (typeof frame !== 'object' || frame === null || !('result' in frame)) return false;
  const { result } = frame;
  if (typeof result !== 'object' || result === null || !('data' in result)) return false;
  const { data } = result;
  return typeof data === 'object' && data !== null && 'events' in data && data.events instanceof EncodedEnvelopes;
}

function encodePage({ result, ...frame }: PageFrame): string {
  const { data, ...rest } = result;
  const { events, ...others } = data;
  return `{"result":{"data":{"events":${events.json}${withEnd(others)}${withEnd(rest)}${withEnd(frame)}`;
}

/** The other fields of an object that was begun, and its end. */
function withEnd(fields: object): string {
  const json = JSON.stringify(fields);
  return json === '{}' ? '}' : `,${json.slice(1)}`;
}
