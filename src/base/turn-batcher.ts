export interface TurnBatcher<Item> {
  /** Adds an item. An item heavier than `maxWeight` is passed on alone. */
  add(item: Item, weight?: number): void;
  /** Passes on the gathered items now. */
  flush(): void;
}

export interface TurnBatcherOptions<Item> {
  maxItems: number;
  /** The most weight in one batch. The default is no limit. */
  maxWeight?: number;
  pass: (items: Item[], weight: number) => void;
}

/** Gathers the items that are added in one turn of the event loop, and passes them on together in their order. */
export function createTurnBatcher<Item>({
  maxItems,
  maxWeight = Infinity,
  pass,
}: TurnBatcherOptions<Item>): TurnBatcher<Item> {
  let gathered: Item[] = [];
  let gatheredWeight = 0;

  function flush(): void {
    if (gathered.length === 0) return;
    const [items, weight] = [gathered, gatheredWeight];
    gathered = [];
    gatheredWeight = 0;
    pass(items, weight);
  }

  return {
    add(item, weight = 0) {
      if (gathered.length === maxItems || gatheredWeight + weight > maxWeight) flush();
      gathered.push(item);
      gatheredWeight += weight;
      if (gathered.length === 1) setImmediate(flush);
    },
    flush,
  };
}
