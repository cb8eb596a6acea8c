/** Returns the value if it is a text that is not empty, otherwise undefined. */
export function filledText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
