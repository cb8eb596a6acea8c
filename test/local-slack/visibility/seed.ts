import type { WorldSeed } from '../../../src/local-slack/index.js';

/**
 * Two workspaces of one organisation, and Cape outside of it. Ana is in the first two, the others are in one. `bridge`
 * (public) and `sluice` (private) are shared by all three, `reef` by Cape and Harbour. Poll is installed everywhere, Notes
 * in Harbour only.
 */
export const threeWorkspaces: WorldSeed = {
  organisations: [{ name: 'Coast', domain: 'coast' }],
  workspaces: [
    {
      organisation: 'coast',
      team: { name: 'Harbour', domain: 'harbour' },
      people: [
        { name: 'ana', real_name: 'Ana Ferreira', is_admin: true },
        { name: 'ben', real_name: 'Ben Okafor' },
        { name: 'chika', real_name: 'Chika Tanaka' },
      ],
      channels: [
        { name: 'general', with_bot: true },
        { name: 'random', members: ['ben'] },
        {
          name: 'bridge',
          members: ['ana', 'ben'],
          with_bot: ['Poll'],
          shared_with: { lagoon: ['dora'], cape: ['finn'] },
        },
        {
          name: 'sluice',
          is_private: true,
          members: ['ben'],
          shared_with: { lagoon: ['dora'], cape: ['gita'] },
        },
        { name: 'vault', is_private: true, members: ['ana', 'ben'], with_bot: ['Notes'] },
        { name: 'attic', is_private: true, members: ['chika', 'ana'] },
      ],
    },
    {
      organisation: 'coast',
      team: { name: 'Lagoon', domain: 'lagoon' },
      people: ['ana', { name: 'dora', real_name: 'Dora Lind' }, { name: 'emil', real_name: 'Emil Roth' }],
      channels: [
        { name: 'general', with_bot: true },
        { name: 'shore', members: ['emil'] },
        { name: 'cove', is_private: true, members: ['dora', 'ana'], with_bot: ['Poll'] },
      ],
    },
    {
      team: { name: 'Cape', domain: 'cape' },
      people: [
        { name: 'finn', real_name: 'Finn Moe', is_admin: true },
        { name: 'gita', real_name: 'Gita Rao' },
      ],
      channels: [
        { name: 'general', with_bot: true },
        { name: 'reef', is_private: true, members: ['finn'], shared_with: { harbour: ['chika'] } },
      ],
    },
  ],
  apps: [
    {
      name: 'Poll',
      commands: ['/poll'],
      shortcuts: [
        { type: 'global', name: 'Ask', callback_id: 'poll' },
        { type: 'message', name: 'Ask about it', callback_id: 'poll_message' },
      ],
    },
    {
      name: 'Notes',
      doors: ['socket'],
      installed_in: ['harbour'],
      commands: ['/notes'],
      shortcuts: [
        { type: 'global', name: 'Note', callback_id: 'notes' },
        { type: 'message', name: 'Note it', callback_id: 'notes_message' },
      ],
    },
  ],
};
