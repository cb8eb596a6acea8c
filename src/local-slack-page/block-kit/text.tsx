import { memo } from 'react';
import { InlineNodes } from '../mrkdwn/inline.js';
import { Mrkdwn } from '../mrkdwn/mrkdwn.js';
import { parsePlainText } from '../mrkdwn/parse-mrkdwn.js';
import type { Text } from './json.js';

/** A text object, `mrkdwn` or `plain_text`. */
export const TextObject = memo(function TextObject({ text }: { text: Text }) {
  if (text.type === 'mrkdwn') return <Mrkdwn text={text.text} verbatim={text.verbatim} />;
  return <InlineNodes nodes={parsePlainText(text.text, { emoji: text.emoji !== false })} />;
});
