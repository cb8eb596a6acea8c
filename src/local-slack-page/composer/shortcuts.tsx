import type { Shortcut } from '../../local-slack/protocol.js';
import type { ShownWorkspace } from '../live/shown-workspace.js';
import { Icon } from '../ui/icon.js';
import type { MenuItem } from '../ui/menu.js';

/** A shortcut, with the id of the app that declares it. */
export type AppShortcut = Shortcut & { app: string };

/** The menu items of all apps' shortcuts of one type, each with the name of its app. */
export function shortcutItems(
  { apps }: ShownWorkspace,
  type: Shortcut['type'],
  run: (shortcut: AppShortcut) => void,
): MenuItem[] {
  return apps.flatMap((app) =>
    app.shortcuts
      .filter((shortcut) => shortcut.type === type)
      .map((shortcut) => ({
        key: `shortcut-${app.id}-${shortcut.callback_id}`,
        label: (
          <>
            {shortcut.name} <small className="menu-hint">{app.name}</small>
          </>
        ),
        mark: <Icon name="bolt" />,
        onChoose: () => run({ ...shortcut, app: app.id }),
      })),
  );
}
