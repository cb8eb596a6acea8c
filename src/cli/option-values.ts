import { InvalidArgumentError } from 'commander';

// Parsers for the values of options. Each throws an error that commander prints with the option's name.

export function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

export function port(text: string): number {
  return wholeNumber(text, { least: 0, most: 65_535, what: 'a port from 0 to 65535' });
}

export function count(text: string): number {
  return wholeNumber(text, { least: 1, most: 1_000, what: 'a number from 1 to 1000' });
}

export function time(text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('Give a time such as 2026-01-31T12:00:00Z.');
  return at;
}

export function requestUrl(text: string): string {
  if (/^https?:/i.test(text) && URL.canParse(text)) return text;
  throw new InvalidArgumentError('Give a URL such as http://127.0.0.1:3000/slack/events.');
}

function wholeNumber(
  text: string,
  { least, most, what }: { least: number; most: number; what: string },
): number {
  if (/^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= most) return Number(text);
  throw new InvalidArgumentError(`Give ${what}.`);
}
