import { findEmoji } from '../mrkdwn/emoji.js';
import type { Text } from './json.js';

/** A text object as a string, for where no elements can stand: a field's value, an accessible name. */
export function plainString(text: Text | undefined): string {
  if (!text || text.emoji === false) return text?.text ?? '';
  return text.text.replace(/:([a-z0-9_+'-]+):/g, (all, name: string) => findEmoji(name) ?? all);
}
