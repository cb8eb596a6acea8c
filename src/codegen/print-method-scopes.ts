import { METHOD_SCOPES } from './method-scopes.js';

const HEADER = `/* Made from src/codegen/method-scopes.ts by \`npm run generate\`. */

/** The scopes that a method needs, by kind of token: one of the list is enough. A kind without a list cannot call it. */
export interface MethodScopes {
  bot?: readonly string[];
  user?: readonly string[];
  /** For app-level tokens. */
  app?: readonly string[];
}

/** The scopes of each method; null for methods that need none. */
export const METHOD_SCOPES: Readonly<Record<string, MethodScopes | null>> = {
`;

const KINDS: Record<string, readonly ('bot' | 'user' | 'app')[]> = {
  'bot token': ['bot'],
  'user token': ['user'],
  'app-level token': ['app'],
};

/** Prints the scopes of every method for programs. The local Slack checks tokens with it. */
export function printMethodScopes(): string {
  const lines = [...METHOD_SCOPES]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([method, text]) => `  '${method}': ${JSON.stringify(parse(text))},\n`);
  return `${HEADER}${lines.join('')}};\n`;
}

/** Reads a text such as `channels:join (bot token); channels:write (user token)`. */
function parse(text: string): Record<string, string[]> | null {
  if (text === 'none') return null;
  const parts = text.split('; ').flatMap((part) => {
    const [, list = part, kind] = /^(.*?)(?: \((.*)\))?$/.exec(part) ?? [];
    const scopes = list.split(/, | or /);
    const kinds = kind === undefined ? (['bot', 'user'] as const) : (KINDS[kind] ?? []);
    return kinds.map((one) => [one, scopes] as const);
  });
  return Object.fromEntries(parts);
}
