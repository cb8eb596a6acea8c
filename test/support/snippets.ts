import { readFileSync } from 'node:fs';

/** Code that is put before a snippet that does not begin with its own imports. */
export const AMID = "import type { Havoc } from '@havoc/client'; declare const havoc: Havoc;";

/** A code block of a Markdown file. */
export interface Snippet {
  text: string;
  /** The number of its first line in the file. */
  line: number;
}

/** All code blocks of one language, in order. */
export function snippetsOf(file: string, language: string): Snippet[] {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => ({
    text: match[1] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }));
}

/** The first code block of this language that contains these words. @throws Error if there is none */
export function findSnippet(file: string, language: string, words: string): string {
  const found = snippetsOf(file, language).find(({ text }) => text.includes(words));
  if (!found) throw new Error(`${file} has no ${language} code block with: ${words}`);
  return found.text;
}
