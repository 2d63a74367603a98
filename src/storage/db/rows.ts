/** The single row that a statement by primary key answers. @throws Error when there is none: the caller lost track of its rows */
export function only<T>(rows: readonly T[], noun: string): T {
  const [row] = rows;
  if (row === undefined) throw new Error(`no ${noun} row where one must be`);
  return row;
}
