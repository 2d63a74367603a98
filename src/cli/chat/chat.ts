export async function chat(_args: readonly string[]): Promise<number> {
  return 0;
}
