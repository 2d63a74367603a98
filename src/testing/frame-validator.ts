import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { buildJsonSchema } from '../protocol/json-schema.ts';

export type FrameValidator = {
  /** @throws Error naming what does not validate: the frame itself, and the params or result of its method */
  client(frame: unknown): void;
  server(frame: unknown): void;
  readonly validated: number;
};

type Call = { id: string | number; method: string; params?: { path: string; input?: unknown } };

/**
 * Validates every frame of one connection, both ways, against the published JSON Schema and nothing else: frames by their shape,
 * params and results by the method they belong to. Params that are refused may be anything: they are checked only against an
 * answer that is data.
 */
export function createFrameValidator(schema: Record<string, unknown> = published()): FrameValidator {
  const { ajv, compiled } = compilerOf(schema);
  const calls = new Map<string | number, Call>();
  let validated = 0;

  function check(definition: string, value: unknown): void {
    const pointer = encodeURIComponent(definition.replaceAll('~', '~0').replaceAll('/', '~1'));
    const validate = compiled.get(definition) ?? ajv.compile({ $ref: `openfoal#/$defs/${pointer}` });
    compiled.set(definition, validate);
    validated += 1;
    if (!validate(value)) {
      throw new Error(
        `not a valid ${definition}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`,
      );
    }
  }

  return {
    client: (frame) => {
      check('ClientFrame', frame);
      for (const call of (Array.isArray(frame) ? frame : [frame]) as Call[]) {
        if (call.method !== 'connectionParams' && call.method !== 'subscription.stop') calls.set(call.id, call);
      }
    },
    server: (frame) => {
      check('ServerFrame', frame);
      const { id, result } = frame as { id: string | number; result?: { type: string; id?: string; data?: unknown } };
      if (result?.type !== 'data') return;
      if (result.id !== undefined) {
        const { data: envelope } = result.data as { data: { event: string; payload: unknown } };
        check('Envelope', envelope);
        check(`event:${envelope.event}`, envelope.payload);
        return;
      }
      const call = calls.get(id);
      if (!call?.params) throw new Error(`an answer to a call that was never made: ${String(id)}`);
      check(`method:${call.params.path}:params`, call.params.input ?? {});
      check(`method:${call.params.path}:result`, result.data);
    },
    get validated() {
      return validated;
    },
  };
}

let publishedSchema: Record<string, unknown> | undefined;
function published(): Record<string, unknown> {
  publishedSchema ??= buildJsonSchema();
  return publishedSchema;
}

type Compiler = { ajv: Ajv2020; compiled: Map<string, ValidateFunction> };
const compilers = new WeakMap<object, Compiler>();

/** Compiling takes a fifth of a second: every connection of a test run shares what was compiled. */
function compilerOf(schema: Record<string, unknown>): Compiler {
  const known = compilers.get(schema);
  if (known) return known;
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: false });
  ajv.addSchema(schema, 'openfoal');
  const compiler = { ajv, compiled: new Map<string, ValidateFunction>() };
  compilers.set(schema, compiler);
  return compiler;
}
