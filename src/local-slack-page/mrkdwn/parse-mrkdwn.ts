import { type Grammar, parseInline } from './parse-inline.js';
import type { Inline, Paragraph } from './tree.js';

const FENCE = /```\n?([\s\S]+?)\n?```/g;
const QUOTE = /^(?:&gt;|>) ?/;
const QUOTE_REST = /^(?:&gt;&gt;&gt;|>>>) ?/;
const ITEM = /^( *)([•◦▪-]|\d{1,3}\.) +(?=\S)/;

/**
 * Parses Slack's mrkdwn into a tree by Slack's rules: preformatted text comes first, and styles end with the line.
 * With `verbatim` (a field of a text object), bare URLs do not become links. Never throws.
 */
export function parseMrkdwn(source: string, { verbatim = false } = {}): Paragraph[] {
  const grammar = verbatim ? 'verbatim' : 'mrkdwn';
  const paragraphs: Paragraph[] = [];
  let from = 0;
  for (const fence of source.matchAll(FENCE)) {
    paragraphs.push(...parseLines(source.slice(from, fence.index).replace(/\n$/, ''), grammar));
    paragraphs.push({ kind: 'preformatted', children: withBreaks((fence[1] ?? '').split('\n'), 'tokens') });
    from = fence.index + fence[0].length;
    if (source[from] === '\n') from += 1;
  }
  return [...paragraphs, ...parseLines(source.slice(from), grammar)];
}

/** Parses plain text into a tree. Only line breaks and, unless turned off, emoji have a meaning. */
export function parsePlainText(text: string, { emoji = true } = {}): Inline[] {
  return text
    .split('\n')
    .flatMap((line, index) => [
      ...(index > 0 ? [{ kind: 'break' } as const] : []),
      ...(emoji ? parseInline(line, 'plain') : [{ kind: 'text', text: line } as const]),
    ]);
}

function parseLines(text: string, grammar: Grammar): Paragraph[] {
  if (!text) return [];
  const lines = text.split('\n');
  const paragraphs: Paragraph[] = [];
  for (let at = 0; at < lines.length; ) {
    const line = lines[at] ?? '';
    if (QUOTE_REST.test(line)) {
      const rest = [line.replace(QUOTE_REST, ''), ...lines.slice(at + 1)].join('\n');
      return [...paragraphs, { kind: 'quote', children: parseLines(rest, grammar) }];
    }
    const kind = kindOf(line);
    const run = [line];
    while (at + run.length < lines.length && joins(kind, lines[at + run.length] ?? '')) {
      run.push(lines[at + run.length] ?? '');
    }
    paragraphs.push(paragraphOf(kind, run, grammar));
    at += run.length;
  }
  return paragraphs;
}

type Kind = 'quote' | 'list' | 'paragraph';

function kindOf(line: string): Kind {
  return QUOTE.test(line) ? 'quote' : ITEM.test(line) ? 'list' : 'paragraph';
}

function joins(kind: Kind, line: string): boolean {
  return !QUOTE_REST.test(line) && kindOf(line) === kind;
}

function paragraphOf(kind: Kind, run: string[], grammar: Grammar): Paragraph {
  if (kind === 'quote') {
    return { kind, children: parseLines(run.map((line) => line.replace(QUOTE, '')).join('\n'), grammar) };
  }
  if (kind === 'list') return { kind, items: run.map((line) => itemOf(line, grammar)) };
  return { kind, children: withBreaks(run, grammar) };
}

function itemOf(line: string, grammar: Grammar) {
  const [all = '', spaces = '', marker = ''] = ITEM.exec(line) ?? [];
  return {
    marker,
    indent: Math.floor(spaces.length / 2),
    children: parseInline(line.slice(all.length), grammar),
  };
}

function withBreaks(lines: string[], grammar: Grammar): Inline[] {
  return lines.flatMap((line, index) => [
    ...(index > 0 ? [{ kind: 'break' } as const] : []),
    ...parseInline(line, grammar),
  ]);
}
