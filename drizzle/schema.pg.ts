import { pgKit } from '../src/storage/db/columns.ts';
import { defineTables } from '../src/storage/db/tables.ts';

export const {
  tenants,
  sessions,
  runs,
  messages,
  searchDocs,
  attachments,
  attachmentUses,
  toolRuns,
  approvals,
  policies,
  audit,
  auditHeads,
  idempotency,
  signIns,
  spend,
  events,
} = defineTables(pgKit);
