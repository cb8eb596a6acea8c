import { memo } from 'react';
import { findEmoji } from '../mrkdwn/emoji.js';
import { InlineNodes } from '../mrkdwn/inline.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { parsePlainText } from '../mrkdwn/parse-mrkdwn.js';
import type { Text } from './json.js';

/** A text object of either type, drawn. */
export const TextObject = memo(function TextObject({ text }: { text: Text }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim} />;
  return <InlineNodes nodes={parsePlainText(text.text, { emoji: text.emoji !== false })} />;
});

/** A text object as a string, for where no elements can stand: a field's value, an accessible name. */
export function plainString(text: Text | undefined): string {
  if (!text || text.emoji === false) return text?.text ?? '';
  return text.text.replace(/:([a-z0-9_+'-]+):/g, (all, name: string) => findEmoji(name) ?? all);
}
