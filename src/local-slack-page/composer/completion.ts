import type { User } from '../../local-slack/protocol.js';

/** The word at the caret that can be completed. `from` is the position of its sign. */
export interface Completable {
  sign: '@' | '#' | ':' | '/';
  word: string;
  from: number;
}

const WORDS = {
  '@': /(?:^|[\s([{"'*_~])@([^@\n]{0,40})$/,
  '#': /(?:^|[\s([{"'*_~])#([\w-]{0,40})$/,
  ':': /(?:^|[\s([{"'*_~]):([a-z0-9_+-]{2,30})$/i,
} as const;

/** Finds the word before the caret that can be completed. A command counts only at the start of the text. */
export function findCompletable(text: string, caret: number): Completable | undefined {
  const before = text.slice(0, caret);
  const command = /^\/(\S*)$/.exec(before);
  if (command) return { sign: '/', word: command[1] ?? '', from: 0 };
  const found = (['@', '#', ':'] as const).flatMap((sign): Completable[] => {
    const word = WORDS[sign].exec(before)?.[1];
    return word === undefined ? [] : [{ sign, word, from: caret - word.length - 1 }];
  });
  return found.sort((a, b) => b.from - a.from)[0];
}

/** The number of suggestions that a list can have. */
export const MOST = 8;

/** One suggestion. */
export interface Candidate {
  key: string;
  /** The names to compare with the typed word. The typed word can be the start of any word in a name. */
  names: string[];
  /** The text to insert. */
  insert: string;
  label: string;
  hint?: string;
  /** The user whose avatar is shown beside the label. */
  user?: User;
}

/**
 * The matching candidates. First come candidates with a name that starts with the typed word, then candidates with a
 * name in which a later word starts with it.
 */
export function matchCandidates(candidates: readonly Candidate[], word: string, limit = MOST): Candidate[] {
  const wanted = word.toLowerCase();
  const rank = ({ names }: Candidate) => {
    if (names.some((name) => name.toLowerCase().startsWith(wanted))) return 0;
    return names.some((name) => name.toLowerCase().includes(` ${wanted}`)) ? 1 : 2;
  };
  return candidates
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .filter((ranked) => ranked.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Splits a slash command from the text after it; undefined if the text is not a command. */
export function parseCommand(text: string): { command: string; text: string } | undefined {
  const match = /^(\/[a-z0-9][^\s/]*)(?:\s+([\s\S]*))?$/i.exec(text.trim());
  return match?.[1] === undefined ? undefined : { command: match[1], text: match[2] ?? '' };
}
