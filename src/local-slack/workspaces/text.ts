import type { Workspace } from '../world/workspace.js';
import { findChannelByName, findUserByName } from './find.js';

/** Mentions and links in angle brackets, and bare URLs, which Slack puts in angle brackets. */
const MARKED = /<(?:[@#!][^<>\s]*|(?:https?:\/\/|mailto:)[^<>\s]*)>|https?:\/\/[^\s<>]+/g;
/** What may be a name after `@`: up to four words. */
const MAYBE_USER = /(?<![\p{L}\p{N}_<])@([\p{L}\p{N}_'.-]+(?: [\p{L}\p{N}_'.-]+){0,3})/gu;
const MAYBE_CHANNEL = /(?<![\p{L}\p{N}_&<])#([\p{Ll}\p{Lo}\p{N}_-]+)/gu;

/**
 * Converts typed text to the form in which Slack stores it: `@ana` and `#random` become `<@U…>` and `<#C…>`, URLs
 * get angle brackets, and `&`, `<` and `>` are escaped. docs.slack.dev/messaging/formatting-message-text
 */
export async function storeText(workspace: Workspace, typed: string): Promise<string> {
  let stored = '';
  let from = 0;
  for (const match of typed.matchAll(MARKED)) {
    stored += await escapeText(workspace, typed.slice(from, match.index));
    stored += match[0].startsWith('<') ? match[0] : `<${match[0]}>`;
    from = match.index + match[0].length;
  }
  return stored + (await escapeText(workspace, typed.slice(from)));
}

/** The ids of the users that the text mentions. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => id ?? []);
}

async function escapeText(workspace: Workspace, text: string): Promise<string> {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const withUsers = await replaceEach(escaped, MAYBE_USER, (words) => markUser(workspace, words));
  return replaceEach(withUsers, MAYBE_CHANNEL, async (name) => {
    const channel = await findChannelByName(workspace, name);
    return channel && `<#${channel.id}|${name}>`;
  });
}

/** Marks the longest name with which the words begin. */
async function markUser(workspace: Workspace, words: string): Promise<string | undefined> {
  for (let end = words.length; end > 0; end -= 1) {
    if (!isEndOfName(words, end)) continue;
    const user = await findUserByName(workspace, words.slice(0, end));
    if (user) return `<@${user.id}>${words.slice(end)}`;
  }
  return undefined;
}

/** True if a name can end here: after a letter or digit, and before something else. */
function isEndOfName(words: string, end: number): boolean {
  return /[\p{L}\p{N}_-]$/u.test(words.slice(0, end)) && !/^[\p{L}\p{N}_-]/u.test(words.slice(end));
}

/** Replaces each match, if there is something to replace it with. `replace` receives the first group. */
async function replaceEach(
  text: string,
  pattern: RegExp,
  replace: (group: string) => Promise<string | undefined>,
): Promise<string> {
  let done = '';
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    done += text.slice(from, match.index) + ((await replace(match[1] ?? '')) ?? match[0]);
    from = match.index + match[0].length;
  }
  return done + text.slice(from);
}
