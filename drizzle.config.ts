import { defineConfig } from 'drizzle-kit';

/** `npm run db:generate` runs this once per dialect: OPENFOAL_DIALECT picks which. Applied by the gateway at start. */
const postgres = process.env.OPENFOAL_DIALECT === 'postgres';

export default defineConfig({
  dialect: postgres ? 'postgresql' : 'sqlite',
  schema: postgres ? './drizzle/schema.pg.ts' : './drizzle/schema.sqlite.ts',
  out: postgres ? './drizzle/postgres' : './drizzle/sqlite',
});
