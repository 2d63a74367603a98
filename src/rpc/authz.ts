import type { Actor, Scope } from '../domain/records.ts';
import type { MethodName } from '../protocol/methods.ts';
import { METHODS } from '../protocol/methods.ts';

/** Asked on every call. v1 has one tenant: whoever is in it may do what their kind of actor may do. Source: architecture.md §7. */
export interface AuthzProvider {
  can(ctx: { scope: Scope; actor: Actor }, action: string, resource: string): boolean | Promise<boolean>;
}

/** v1: same tenant, and what only a person may do only for a person. */
export function sameTenantAuthz(tenantId: string): AuthzProvider {
  return {
    can: ({ scope, actor }, action) => {
      if (scope.tenantId !== tenantId) return false;
      const row = action in METHODS ? METHODS[action as MethodName] : undefined;
      return !(row && 'actors' in row) || actor.type === row.actors;
    },
  };
}
