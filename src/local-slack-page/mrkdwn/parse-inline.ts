import { parseToken, unescapeText } from './parse-token.js';
import type { Inline } from './tree.js';

const WORD = /[\p{L}\p{N}]/u;
const EMOJI = /:([a-z0-9_+'-]+)(?:::skin-tone-[2-6])?:/y;
const BARE_URL = /https?:\/\/[^\s<>|`]+/y;
const STYLES = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

type Style = keyof typeof STYLES;

/**
 * The parts of mrkdwn to parse. `tokens` parses only `<…>`, as inside code. `plain` parses only emoji. `verbatim`
 * parses everything except for bare URLs.
 */
export type Grammar = 'mrkdwn' | 'verbatim' | 'tokens' | 'plain';

/** Parses one line of mrkdwn into a tree. Never throws: text that does not parse stays text. */
export function parseInline(line: string, grammar: Grammar = 'mrkdwn'): Inline[] {
  const nodes: Inline[] = [];
  let text = '';
  const push = (node: Inline) => {
    if (text) nodes.push({ kind: 'text', text: grammar === 'plain' ? text : unescapeText(text) });
    text = '';
    nodes.push(node);
  };
  let at = 0;
  while (at < line.length) {
    const found = grammar === 'plain' ? emojiAt(line, at) : nodeAt(line, at, grammar);
    if (found) push(found.node);
    else text += line[at];
    at += found ? found.length : 1;
  }
  if (text) nodes.push({ kind: 'text', text: grammar === 'plain' ? text : unescapeText(text) });
  return nodes;
}

type Found = { node: Inline; length: number } | undefined;

function nodeAt(line: string, at: number, grammar: Grammar): Found {
  const char = line[at];
  if (char === '<') return tokenAt(line, at);
  if (grammar === 'tokens') return undefined;
  if (char === '`') return codeAt(line, at);
  if (char === ':') return emojiAt(line, at);
  if (char === '*' || char === '_' || char === '~') return styledAt(line, at, char, grammar);
  if (char === 'h' && grammar === 'mrkdwn') return bareUrlAt(line, at);
  return undefined;
}

function tokenAt(line: string, at: number): Found {
  const end = line.indexOf('>', at);
  const node = end < 0 ? undefined : parseToken(line.slice(at + 1, end));
  return node && { node, length: end + 1 - at };
}

function codeAt(line: string, at: number): Found {
  const end = line.indexOf('`', at + 1);
  if (end <= at + 1) return undefined;
  const children = parseInline(line.slice(at + 1, end), 'tokens');
  return { node: { kind: 'code', children }, length: end + 1 - at };
}

function emojiAt(line: string, at: number): Found {
  EMOJI.lastIndex = at;
  const match = EMOJI.exec(line);
  return match?.[1] === undefined
    ? undefined
    : { node: { kind: 'emoji', name: match[1] }, length: match[0].length };
}

function bareUrlAt(line: string, at: number): Found {
  if (at > 0 && WORD.test(line[at - 1] ?? '')) return undefined;
  BARE_URL.lastIndex = at;
  const match = BARE_URL.exec(line)?.[0].replace(/[.,;:!?)\]'"*_~]+$/, '');
  return match === undefined
    ? undefined
    : { node: { kind: 'link', url: unescapeText(match) }, length: match.length };
}

/** Parses a styled text. As in Slack, marks count only at word boundaries, not in `2*3*4` or `snake_case_name`. */
function styledAt(line: string, at: number, mark: Style, grammar: Grammar): Found {
  const next = line[at + 1];
  if (next === undefined || next === mark || /\s/.test(next) || WORD.test(line[at - 1] ?? ''))
    return undefined;
  const end = closingMark(line, at + 1, mark);
  if (end < 0) return undefined;
  const children = parseInline(line.slice(at + 1, end), grammar);
  return { node: { kind: STYLES[mark], children }, length: end + 1 - at };
}

function closingMark(line: string, from: number, mark: Style): number {
  for (let at = from; at < line.length; at++) {
    const skipped = line[at] === '<' ? tokenAt(line, at) : line[at] === '`' ? codeAt(line, at) : undefined;
    if (skipped) at += skipped.length - 1;
    else if (line[at] === mark && closes(line, at, from)) return at;
  }
  return -1;
}

function closes(line: string, at: number, from: number): boolean {
  return at > from && !/\s/.test(line[at - 1] ?? '') && !WORD.test(line[at + 1] ?? '');
}
