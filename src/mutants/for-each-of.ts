/** Processes the items in order, a limited number at a time. Resolves to their results. */
export async function forEachOf<Item, Result>(
  items: readonly Item[],
  workers: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const left = items.entries();
  await Promise.all(
    Array.from({ length: workers }, async () => {
      for (const [index, item] of left) results[index] = await work(item);
    }),
  );
  return results;
}
