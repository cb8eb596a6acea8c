import { methods } from '../../src/gen/havoc/slack/methods.js';
import { codec } from '../../src/wire/index.js';
import { splitResidue } from '../wire/split-residue.js';

const points = [
  { label: 'Mon', value: 3 },
  { label: 'Tue', value: 4.5 },
];
const axis_config = { categories: ['Mon', 'Tue'], x_label: 'Day', y_label: 'Sales' };
const chart = (type: string, rest: object) => ({
  type: 'data_visualization',
  title: 'A week',
  chart: { type, ...rest },
});

// Examples from docs.slack.dev/reference. Slack's packages do not declare all of these fields.
test.each<[string, string, object]>([
  ['a pie chart', 'chat.postMessage', { blocks: [chart('pie', { segments: points })] }],
  ...['bar', 'area', 'line'].map((type): [string, string, object] => [
    `a chart of type ${type}`,
    'chat.postMessage',
    { blocks: [chart(type, { series: [{ name: 'Shop', data: points }], axis_config })] },
  ]),
  [
    'a card',
    'chat.postMessage',
    {
      blocks: [
        {
          type: 'card',
          slack_icon: { type: 'icon', name: 'rocket' },
          title: { type: 'plain_text', text: 'Title' },
          subtext: { type: 'mrkdwn', text: 'Below' },
        },
      ],
    },
  ],
  [
    'files that are shared in several channels',
    'files.completeUploadExternal',
    { files: [{ id: 'F1' }], channels: 'C1,C2', username: 'Me', icon_emoji: ':wave:', icon_url: 'https://x' },
  ],
  ['the alternative text of an image', 'files.getUploadURLExternal', { filename: 'a', alt_txt: 'b' }],
  [
    'a search',
    'assistant.search.context',
    { query: 'gizmo', content_types: ['messages'], term_clauses: ['a b'], before: 1, limit: 5 },
  ],
])('%s is declared completely', (_what, method, args) => {
  const { encode, decode } = codec(methods.get(method)?.request.shape);
  const bytes = encode(args);
  expect(splitResidue(bytes).residue).toBeUndefined();
  expect(decode(bytes)).toEqual(args);
});
