import { authorOf } from '../../src/local-slack-page/conversation/author.js';
import {
  channelMessagesOf,
  channelNameOf,
  channelsOf,
  directMessagesOf,
  nameOf,
  threadMessagesOf,
} from '../../src/local-slack-page/live/who-sees.js';
import { app, channel, message, user, workspace } from './made-up.js';

describe('names', () => {
  test.each([
    ['the display name', user('U1', 'Ana Silva', { name: 'ana' }, { display_name: 'Annie' }), 'Annie'],
    [
      'the real name if the display name equals the handle',
      user('U1', 'Ana Silva', { name: 'ana' }, { display_name: 'ana' }),
      'Ana Silva',
    ],
    ['the handle if there is no other name', user('U1', '', { name: 'ana' }), 'ana'],
  ])('a user is shown by %s', (_, someone, name) => {
    expect(nameOf(someone)).toBe(name);
  });

  test.each([
    ['a direct message by the other member', channel('D1', { is_im: true, members: ['U1', 'U2'] }), 'Ben'],
    ['a group by the others', channel('G1', { is_mpim: true, members: ['U2', 'U1', 'U5'] }), 'Ben, U5'],
    ['a channel by its name', channel('C1', { name: 'art' }), 'art'],
  ])('a person sees %s', (_, place, name) => {
    expect(channelNameOf(workspace(), place)).toBe(name);
  });

  test.each([
    ['a person by their name', { user: 'U2' }, 'Ben'],
    ['an app by its name if its bot is not known', { user: 'U92', bot_id: 'B2', app_id: 'A2' }, 'Deploys'],
    ['an app by the name that it chose', { user: 'U91', bot_id: 'B1', username: 'Cat' }, 'Cat'],
    ['an unknown user by the id', { user: 'U5' }, 'U5'],
  ])('the author of a message is %s', (_, fields, name) => {
    const shown = workspace({ apps: [app('A1', 'Poll'), app('A2', 'Deploys')] });
    expect(authorOf(message(1, fields).message, shown).name).toBe(name);
  });
});

describe('a person sees', () => {
  test('channels in order of their names, without archived ones', () => {
    const channels = [
      channel('C1', { name: 'zoo' }),
      channel('C2', { name: 'art', is_member: false }),
      channel('C4', { name: 'old', is_archived: true }),
      channel('D1', { is_im: true, name: '' }),
    ];
    expect(channelsOf(workspace({ channels })).map(({ name }) => name)).toEqual(['art', 'zoo']);
  });

  test('their notes to themselves apart from direct messages with others', () => {
    const channels = [
      channel('D1', { is_im: true, members: ['U1', 'U2'] }),
      channel('D2', { is_im: true, members: ['U1'] }),
    ];
    const direct = directMessagesOf(workspace({ channels }));
    expect(['U2', 'U1', 'U9'].map((other) => direct.get(other)?.id)).toEqual(['D1', 'D2', undefined]);
  });
});

describe('a history', () => {
  const parent = message(1);
  const reply = message(9, { thread_ts: parent.message.ts });
  const history = {
    messages: [parent, message(5), message(7), reply],
    from: message(5).message.ts,
    threads: new Set<string>(),
  };

  test('shows in the channel only what was read without gaps', () => {
    expect(channelMessagesOf(history)).toEqual([message(5), message(7)]);
  });

  test('shows in a thread the parent and its replies', () => {
    expect(threadMessagesOf(history, parent.message.ts)).toEqual([parent, reply]);
  });
});
