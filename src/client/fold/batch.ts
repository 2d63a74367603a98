/**
 * Copies of the fold's containers, made once for a batch of events instead of once for each: a list or record that the running
 * batch made is still its own and is written to; what anybody else may hold is copied first. Folding a page so costs what its
 * events cost, however much is known already. Only while `inBatch` runs, which is synchronous.
 */
let own: WeakSet<object> | undefined;

export function inBatch<T>(work: () => T): T {
  const outer = own;
  own = new WeakSet();
  try {
    return work();
  } finally {
    own = outer;
  }
}

export function withEntry<T>(list: readonly T[], at: number, entry: T): readonly T[] {
  const writable = writableList(list);
  writable[at] = entry;
  return writable;
}

export function withMore<T>(list: readonly T[], ...more: T[]): readonly T[] {
  const writable = writableList(list);
  writable.push(...more);
  return writable;
}

export function withField<T>(record: Readonly<Record<string, T>>, key: string, value: T): Readonly<Record<string, T>> {
  // A record that the batch made was made writable; its type says otherwise for everybody else.
  const writable = own?.has(record) ? (record as Record<string, T>) : { ...record };
  own?.add(writable);
  writable[key] = value;
  return writable;
}

function writableList<T>(list: readonly T[]): T[] {
  // As above. slice, because Array.prototype.with copies element by element.
  if (own?.has(list)) return list as T[];
  const copy = list.slice();
  own?.add(copy);
  return copy;
}
