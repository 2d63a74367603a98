import { z } from 'zod';
import { ProtocolErrorShape } from './errors.ts';
import { Envelope, EVENT_NAMES, EVENTS } from './events.ts';
import { ClientFrame, ServerFrame } from './frames.ts';
import { EventParams, METHOD_NAMES, METHODS, STREAM, StreamParams } from './methods.ts';
import { PROTOCOL_VERSION } from './version.ts';

const SHARED = '__shared';

type JsonSchema = Record<string, unknown>;

/**
 * The whole protocol as one JSON Schema 2020-12 document, for clients in other languages: `$defs` holds the frames, every
 * method as `method:<name>:params` and `method:<name>:result`, every payload as `event:<name>`, and the entities by name.
 * `x-openfoal` indexes them. Served at GET /schema and written by `npm run schema`.
 */
export function buildJsonSchema(): JsonSchema {
  const registry = z.registry<{ id: string }>();
  const add = (id: string, schema: z.ZodType) => registry.add(schema.clone(), { id });
  add('ClientFrame', ClientFrame);
  add('ServerFrame', ServerFrame);
  add('Envelope', Envelope);
  add('Error', ProtocolErrorShape);
  for (const name of METHOD_NAMES) {
    add(`method:${name}:params`, METHODS[name].params);
    add(`method:${name}:result`, METHODS[name].result);
  }
  for (const name of EVENT_NAMES) add(`event:${name}`, EVENTS[name].payload);
  add('subscription:params', EventParams);
  add(`subscription:${STREAM}:params`, StreamParams);

  const { schemas } = z.toJSONSchema(registry, { io: 'input', target: 'draft-2020-12', uri: (id) => `#/$defs/${id}` });
  const defs: Record<string, JsonSchema> = {};
  for (const [id, schema] of Object.entries(schemas)) {
    const {
      $schema: _dialect,
      $id: _id,
      $defs,
      ...body
    } = schema as JsonSchema & { $defs?: Record<string, JsonSchema> };
    // zod collects schemas that carry an id but are not listed above under one `__shared` document: lift them to the top.
    if (id !== SHARED) defs[id] = body;
    Object.assign(defs, $defs ?? {});
  }
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `openfoal-${PROTOCOL_VERSION.split('.').slice(0, 2).join('.')}.json`,
    title: `OpenFoal protocol ${PROTOCOL_VERSION}`,
    description: 'One message on /ws is a ClientFrame or a ServerFrame, or the bare text PING or PONG.',
    anyOf: [{ $ref: '#/$defs/ClientFrame' }, { $ref: '#/$defs/ServerFrame' }],
    'x-openfoal': {
      protocolVersion: PROTOCOL_VERSION,
      methods: Object.fromEntries(
        METHOD_NAMES.map((name) => [
          name,
          {
            kind: METHODS[name].kind,
            params: `#/$defs/method:${name}:params`,
            result: `#/$defs/method:${name}:result`,
          },
        ]),
      ),
      events: Object.fromEntries(EVENT_NAMES.map((name) => [name, `#/$defs/event:${name}`])),
    },
    $defs: sortKeys(
      JSON.parse(JSON.stringify(defs).replaceAll(`#/$defs/${SHARED}#`, '#')) as Record<string, JsonSchema>,
    ),
  };
}

function sortKeys(record: Record<string, JsonSchema>): Record<string, JsonSchema> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
