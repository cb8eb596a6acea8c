import { findEmoji } from '../mrkdwn/emoji.js';
import type { Text } from './json.js';

/** A text object as a string, for attributes and for the values of fields. */
export function plainString(text: Text | undefined): string {
  if (!text || text.emoji === false) return text?.text ?? '';
  return text.text.replace(/:([a-z0-9_+'-]+):/g, (all, name: string) => findEmoji(name) ?? all);
}
