import type { Snapshot } from '../protocol.js';
import type { Workspace } from '../state/workspace.js';

/** The whole workspace, which is the first thing that a page receives. */
export function toSnapshot(workspace: Workspace): Snapshot {
  const { team, app, users, presence, channels, messages, ephemerals, modals, homes, commands, shortcuts } =
    workspace;
  const posted = [...messages].flatMap(([channel, list]) => list.map((message) => ({ channel, message })));
  return {
    team,
    app,
    users: [...users.values()],
    presence: Object.fromEntries(presence),
    channels: [...channels.values()],
    messages: [...posted, ...ephemerals].sort((a, b) => (a.message.ts < b.message.ts ? -1 : 1)),
    modals: Object.fromEntries(modals),
    homes: Object.fromEntries(homes),
    commands,
    shortcuts,
  };
}
