/** The frames on the wire: tRPC 11's JSON messages, written down so that any language can speak them. Source: protocol.md §1. */
import { z } from 'zod';
import { ProtocolErrorShape } from './errors.ts';
import { Envelope } from './events.ts';
import { LIMITS } from './limits.ts';

const RequestId = z.union([z.int(), z.string()]);
const Jsonrpc = z.literal('2.0').optional();

export const ReqCall = z
  .object({
    id: RequestId,
    jsonrpc: Jsonrpc,
    method: z.enum(['query', 'mutation', 'subscription']),
    params: z.object({
      path: z.string().describe('The protocol name of the method or subscription, letter for letter.'),
      input: z.unknown().optional(),
      lastEventId: z.string().optional(),
    }),
  })
  .meta({ id: 'ReqCall' });
export const ReqStop = z
  .object({ id: RequestId, jsonrpc: Jsonrpc, method: z.literal('subscription.stop') })
  .meta({ id: 'ReqStop' });
export const ConnectFrame = z
  .object({
    method: z.literal('connectionParams'),
    data: z.record(z.string(), z.union([z.string(), z.null()])).nullable(),
  })
  .meta({ id: 'ConnectFrame' });

export const ResData = z
  .object({
    id: RequestId,
    jsonrpc: Jsonrpc,
    result: z.object({ type: z.literal('data'), data: z.unknown() }),
  })
  .meta({ id: 'ResData' });
export const ResError = z
  .object({
    id: RequestId.nullable(),
    jsonrpc: Jsonrpc,
    error: z.object({
      code: z.int(),
      message: z.string(),
      data: z.object({ protocol: ProtocolErrorShape }),
    }),
  })
  .meta({ id: 'ResError' });
export const EventFrame = z
  .object({
    id: RequestId,
    jsonrpc: Jsonrpc,
    result: z.object({
      type: z.literal('data'),
      id: z.string().describe('The resume token.'),
      data: z.object({ id: z.string(), data: Envelope }),
    }),
  })
  .meta({ id: 'EventFrame' });
export const StreamStarted = z
  .object({ id: RequestId, jsonrpc: Jsonrpc, result: z.object({ type: z.literal('started') }) })
  .meta({ id: 'StreamStarted' });
export const StreamStopped = z
  .object({ id: RequestId, jsonrpc: Jsonrpc, result: z.object({ type: z.literal('stopped') }) })
  .meta({ id: 'StreamStopped' });
export const ReconnectNotice = z
  .object({ id: z.null(), method: z.literal('reconnect') })
  .meta({ id: 'ReconnectNotice' });

const Req = z.union([ReqCall, ReqStop]);
/** Everything a client may send as a text message, besides the bare texts PING and PONG. */
export const ClientFrame = z
  .union([Req, z.array(Req).min(1).max(LIMITS.maxBatch), ConnectFrame])
  .meta({ id: 'ClientFrame' });
/** Everything a gateway may send, besides the bare texts PING and PONG. */
export const ServerFrame = z
  .union([EventFrame, ResData, ResError, StreamStarted, StreamStopped, ReconnectNotice])
  .meta({ id: 'ServerFrame' });
