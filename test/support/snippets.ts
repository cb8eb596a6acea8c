import { readFileSync } from 'node:fs';

/** A piece of code in a Markdown file. */
export interface Snippet {
  text: string;
  /** Of its first line, in the file. */
  line: number;
}

/** All pieces of code in one language, in their order. */
export function snippetsOf(file: string, language: string): Snippet[] {
  const markdown = readFileSync(file, 'utf8');
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map((match) => ({
    text: match[1] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
  }));
}

/** The one piece of code, in whatever language, in which this stands. @throws Error where there is none */
export function findSnippet(file: string, language: string, words: string): string {
  const found = snippetsOf(file, language).find(({ text }) => text.includes(words));
  if (!found) throw new Error(`${file} has no ${language} with: ${words}`);
  return found.text;
}
