import { findChannelByName } from './find.js';
import type { Workspace } from './workspace.js';

/** Mentions and links in angle brackets, and bare URLs, which Slack puts in angle brackets. */
const MARKED = /<(?:[@#!][^<>\s]*|(?:https?:\/\/|mailto:)[^<>\s]*)>|https?:\/\/[^\s<>]+/g;

/**
 * Converts typed text to the form in which Slack stores it: `@ana` and `#random` become `<@U…>` and `<#C…>`, URLs
 * get angle brackets, and `&`, `<` and `>` are escaped. docs.slack.dev/messaging/formatting-message-text
 */
export function storeText(workspace: Workspace, typed: string): string {
  let stored = '';
  let from = 0;
  for (const match of typed.matchAll(MARKED)) {
    stored += escapeText(workspace, typed.slice(from, match.index));
    stored += match[0].startsWith('<') ? match[0] : `<${match[0]}>`;
    from = match.index + match[0].length;
  }
  return stored + escapeText(workspace, typed.slice(from));
}

/** The ids of the users that the text mentions. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g)].flatMap(([, id]) => id ?? []);
}

function escapeText(workspace: Workspace, text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return markChannels(workspace, markUsers(workspace, escaped));
}

function markUsers(workspace: Workspace, text: string): string {
  if (!text.includes('@')) return text;
  const names = [...workspace.users.values()].flatMap(({ id, name, profile }) =>
    [name, profile.display_name, profile.real_name].filter(Boolean).map((one) => ({ id, name: one })),
  );
  names.sort((a, b) => b.name.length - a.name.length);
  return names.reduce((marked, { id, name }) => {
    const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return marked.replace(new RegExp(`(^|[^\\w<])@${quoted}(?![\\w-])`, 'gi'), `$1<@${id}>`);
  }, text);
}

function markChannels(workspace: Workspace, text: string): string {
  return text.replace(/(^|[^\w&<])#([\p{Ll}\p{Lo}\p{N}_-]+)/gu, (whole, before: string, name: string) => {
    const channel = findChannelByName(workspace, name);
    return channel ? `${before}<#${channel.id}|${name}>` : whole;
  });
}
