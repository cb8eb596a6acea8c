import type { Inline } from '../mrkdwn/tree.js';

/** An element in a line of a rich_text block. */
export interface RichElement {
  type: string;
  text?: string;
  style?: { bold?: boolean; italic?: boolean; strike?: boolean; code?: boolean };
  url?: string;
  name?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  timestamp?: number;
  format?: string;
  fallback?: string;
  value?: string;
}

/** Converts an element to the tree into which mrkdwn is parsed, so that one component draws both. */
export function inlineOf(element: RichElement): Inline[] {
  return styled(bareInline(element), element.style ?? {});
}

function bareInline(element: RichElement): Inline[] {
  const { text = '' } = element;
  switch (element.type) {
    case 'text':
      return linesOf(text);
    case 'link':
      return [{ kind: 'link', url: element.url ?? '', label: text || undefined }];
    case 'emoji':
      return [{ kind: 'emoji', name: element.name ?? '' }];
    case 'user':
      return [{ kind: 'user', user_id: element.user_id ?? '' }];
    case 'channel':
      return [{ kind: 'channel', channel_id: element.channel_id ?? '' }];
    case 'usergroup':
      return [{ kind: 'usergroup', usergroup_id: element.usergroup_id ?? '' }];
    case 'broadcast':
      return [{ kind: 'broadcast', range: rangeOf(element.range) }];
    case 'date':
      return [dateOf(element)];
    case 'color':
      return [{ kind: 'code', children: [{ kind: 'text', text: element.value ?? '' }] }];
    default:
      return linesOf(text || `[${element.type}]`);
  }
}

function linesOf(text: string): Inline[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index): Inline[] => [
    ...(index > 0 ? [{ kind: 'break' } as const] : []),
    ...(line ? [{ kind: 'text', text: line } as const] : []),
  ]);
}

function rangeOf(range: string | undefined) {
  return range === 'channel' || range === 'everyone' ? range : 'here';
}

function dateOf({ timestamp = 0, format = '', url, fallback = '' }: RichElement): Inline {
  return { kind: 'date', timestamp, format, url, fallback };
}

function styled(nodes: Inline[], style: NonNullable<RichElement['style']>): Inline[] {
  const coded: Inline[] = style.code ? [{ kind: 'code', children: nodes }] : nodes;
  const struck: Inline[] = style.strike ? [{ kind: 'strike', children: coded }] : coded;
  const slanted: Inline[] = style.italic ? [{ kind: 'italic', children: struck }] : struck;
  return style.bold ? [{ kind: 'bold', children: slanted }] : slanted;
}
