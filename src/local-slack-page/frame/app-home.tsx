import { useEffect } from 'react';
import type { ShownApp, View } from '../../local-slack/protocol.js';
import { Blocks } from '../block-kit/blocks.js';
import { BlockHostProvider } from '../block-kit/host.js';
import { useHost } from '../block-kit/use-host.js';
import { useSession } from '../live/session.js';

/** The Home tab that an app has published for this person. */
export function AppHome({ app }: { app: ShownApp }) {
  const { act, as, workspace } = useSession();
  const { id } = app;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the App Home is opened again for another person
  useEffect(() => {
    void act({ type: 'open_home', tab: 'home', app: id });
  }, [act, as, id]);
  const view = workspace.homes.get(id);
  return (
    <section className="app-home" role="tabpanel" aria-label="Home">
      {view ? <HomeView key={view.id} view={view} /> : <NoHome name={app.name} />}
    </section>
  );
}

function HomeView({ view }: { view: View }) {
  const container = { type: 'view', view_id: view.id } as const;
  const { host } = useHost({ container, blocks: view.blocks, stored: view.state.values });
  return (
    <BlockHostProvider host={host}>
      <Blocks blocks={view.blocks} />
    </BlockHostProvider>
  );
}

function NoHome({ name }: { name: string }) {
  return (
    <div className="app-home-none">
      <h2>{name} has nothing here yet</h2>
      <p>
        An app fills this tab with <code className="code">views.publish</code>, usually when it receives{' '}
        <code className="code">app_home_opened</code>. The local Slack has just sent that event.
      </p>
    </div>
  );
}
