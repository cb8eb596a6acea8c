import { extractAnswer, extractIncoming } from '../../src/observe/extract.js';
import fc from '../support/fast-check.js';
import { NOW } from './told.js';

const whose = { team_id: 'T1', is_enterprise_install: false };

test('no payload makes it throw', () => {
  const anything = fc.dictionary(
    fc.constantFrom(
      'event',
      'type',
      'user',
      'channel',
      'message',
      'profile',
      'authorizations',
      'team',
      'bot',
      'ts',
    ),
    fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('message', 'user_change', 'member_joined_channel', 'message_changed'),
    ),
  );
  fc.assert(
    fc.property(
      anything,
      anything,
      fc.constantFrom('event', 'command', 'block_actions', 'x'),
      (body, inner, kind) => {
        extractIncoming({ kind, whose, body: { ...body, event: inner } }, NOW);
        extractAnswer({ method: 'users.list', args: inner }, { ok: true, body }, { team_id: 'T1', at: NOW });
        extractAnswer({ method: 'chat.update', args: inner }, { ok: true, body }, { team_id: 'T1', at: NOW });
      },
    ),
  );
});
