/** Works on the items in their order, on so many at a time; resolves to what came of each. */
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
