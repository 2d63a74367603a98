-- The full-text index of SQLite, by hand: drizzle-kit knows no virtual tables. See src/storage/db/stores/search-terms.ts.
CREATE VIRTUAL TABLE `search_terms` USING fts5(`terms`, content='', contentless_delete=1, tokenize='ascii');
