/** Reads parameters of a query. Returns undefined if one of them occurs twice. */
export function parametersOf<const Name extends string>(
  query: string,
  names: readonly Name[],
): { [name in Name]?: string } | undefined {
  const all = new URLSearchParams(query);
  const found: { [name in Name]?: string } = {};
  for (const name of names) {
    const [value, ...more] = all.getAll(name);
    if (more.length > 0) return undefined;
    found[name] = value;
  }
  return found;
}
