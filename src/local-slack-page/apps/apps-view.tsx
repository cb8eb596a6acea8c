import { Icon } from '../ui/icon.js';
import { InstalledAppCard } from './installed-app-card.js';
import { useInstalledApps } from './use-installed-apps.js';

/** The apps of the workspace, with what they were granted, and buttons that take it back. */
export function AppsView() {
  const { apps, error, change } = useInstalledApps();
  return (
    <>
      <header className="panel-header">
        <h1>
          <Icon name="grid" />
          Apps
        </h1>
      </header>
      <section className="apps-view" aria-label="Installed apps" aria-busy={apps === undefined}>
        {error && (
          <p className="input-error" role="alert">
            <Icon name="warning" size={15} />
            {error}
          </p>
        )}
        {apps?.length === 0 && <p className="muted">No app is installed here.</p>}
        {apps?.map((app) => (
          <InstalledAppCard key={app.id} app={app} change={change} />
        ))}
      </section>
    </>
  );
}
