import type { Inline } from './tree.js';

const SAFE_URL = /^(?:https?:\/\/|mailto:|tel:|slack:\/\/)/i;

/** Replaces Slack's three escapes, `&amp;`, `&lt;` and `&gt;`, with their characters. */
export function unescapeText(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) =>
    name === 'lt' ? '<' : name === 'gt' ? '>' : '&',
  );
}

/** True if a URL is safe as a link: it cannot run code in the page. */
export function isSafeUrl(url: string): boolean {
  return SAFE_URL.test(url);
}

/**
 * Parses the text between `<` and `>`: a person, a channel, a user group, a broadcast, a date or a link
 * (https://docs.slack.dev/messaging/formatting-message-text). Undefined for anything else.
 */
export function parseToken(body: string): Inline | undefined {
  const bar = body.indexOf('|');
  const target = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? undefined : unescapeText(body.slice(bar + 1)) || undefined;
  if (/^@[UW][A-Z0-9]+$/.test(target)) return { kind: 'user', user_id: target.slice(1), label };
  if (/^#[CGD][A-Z0-9]+$/.test(target)) return { kind: 'channel', channel_id: target.slice(1), label };
  if (target.startsWith('!')) return parseSpecial(target.slice(1), label);
  const url = unescapeText(target);
  return isSafeUrl(url) ? { kind: 'link', url, label } : undefined;
}

function parseSpecial(target: string, label: string | undefined): Inline | undefined {
  if (target === 'here' || target === 'channel' || target === 'everyone')
    return { kind: 'broadcast', range: target };
  const [word, ...rest] = target.split('^');
  if (word === 'subteam' && rest[0]) return { kind: 'usergroup', usergroup_id: rest[0], label };
  if (word === 'date') {
    const [timestamp = '', format = '', url] = rest;
    const fallback = label ?? '';
    if (!/^\d+$/.test(timestamp) || !format) return { kind: 'text', text: fallback };
    return { kind: 'date', timestamp: Number(timestamp), format: unescapeText(format), url, fallback };
  }
  return label === undefined ? undefined : { kind: 'text', text: label };
}
