/** A part of a line of mrkdwn. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'break' }
  | { kind: 'bold' | 'italic' | 'strike'; children: Inline[] }
  | { kind: 'code'; children: Inline[] }
  | { kind: 'emoji'; name: string }
  | { kind: 'user'; user_id: string; label?: string }
  | { kind: 'channel'; channel_id: string; label?: string }
  | { kind: 'usergroup'; usergroup_id: string; label?: string }
  | { kind: 'broadcast'; range: 'here' | 'channel' | 'everyone' }
  | { kind: 'link'; url: string; label?: string }
  | { kind: 'date'; timestamp: number; format: string; url?: string; fallback: string };

/** A block of lines of mrkdwn. A list keeps the markers that its author typed, because Slack shows them unchanged. */
export type Paragraph =
  | { kind: 'paragraph'; children: Inline[] }
  | { kind: 'preformatted'; children: Inline[] }
  | { kind: 'quote'; children: Paragraph[] }
  | { kind: 'list'; items: { marker: string; indent: number; children: Inline[] }[] };
