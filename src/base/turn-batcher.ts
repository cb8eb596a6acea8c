export interface TurnBatcher<Item> {
  /** What weighs more than may go together goes alone. */
  add(item: Item, weight?: number): void;
  /** Passes on at once what was added. */
  flush(): void;
}

export interface TurnBatcherOptions<Item> {
  /** How many go together, and how much. */
  maxItems: number;
  maxWeight?: number;
  pass: (items: Item[], weight: number) => void;
}

/** Passes on together, in their order, what is added in one turn of the event loop. */
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
