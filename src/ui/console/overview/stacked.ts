/** Counts as they stand on each other: each with those before it. What is not there counts as none. */
export function stacked(values: readonly (number | undefined)[]): number[] {
  let sum = 0;
  return values.map((value) => {
    sum += value ?? 0;
    return sum;
  });
}
