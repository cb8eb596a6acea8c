import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { CHART, HELMS, type Helm } from './chart.js';
import { type Cluster, startCluster } from './cluster.js';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await startCluster();
});
afterEach(() => cluster.close());

/** What helm would make in the cluster, and what it says then. */
async function install({ path }: Helm, ...values: string[]) {
  const given = ['app.image=poll:1', ...values].flatMap((value) => ['--set', value]);
  const { stdout } = await promisify(execFile)(
    path,
    [
      'install',
      'poll',
      CHART,
      '--namespace',
      'default',
      '--kube-apiserver',
      cluster.url,
      '--output',
      'json',
      ...given,
    ],
    // Looks up what is there, and makes nothing.
    {
      env: {
        ...process.env,
        HELM_DRIVER: 'memory',
        HELM_MEMORY_DRIVER_DATA: '/dev/null',
        KUBECONFIG: 'none',
      },
    },
  );
  const { info, manifest } = JSON.parse(stdout);
  return {
    notes: String(info.notes),
    objects: parseAllDocuments(manifest).map((document) => document.toJS()),
  };
}

describe.each(HELMS)('by the helm of $name', (helm) => {
  test('what it says at the end tells all that is to be done', async () => {
    const { notes } = await install(helm);
    expect(notes).toContain('poll:1 runs with havoc beside it, in 1 pod.');
    expect(notes.match(/--from-literal=\w+/g)).toEqual([
      '--from-literal=DATABASE_URL',
      '--from-literal=SLACK_SIGNING_SECRET',
      '--from-literal=SLACK_BOT_TOKEN',
    ]);
  });

  test('of a Secret that is there, it names what is missing in it', async () => {
    cluster.secrets.set('mine', { DATABASE_URL: 'postgresql://db/havoc', 'bot-token': 'xoxb-1' });
    const values = ['havoc.existingSecret=mine', 'havoc.secretKeys.SLACK_BOT_TOKEN=bot-token'];
    const { notes } = await install(helm, ...values);
    expect(notes).toContain('the Secret mine, which is not seen to have these yet');
    expect(notes).toContain(
      `    kubectl --namespace default patch secret mine --patch '{"stringData":{"SLACK_SIGNING_SECRET":"…"}}'\n`,
    );
    expect(notes).not.toContain('--from-literal');
  });

  test('of a Secret that has all, it says nothing', async () => {
    const secrets = {
      DATABASE_URL: 'postgresql://db/havoc',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_BOT_TOKEN: 'xoxb-1',
    };
    cluster.secrets.set('poll-havoc', secrets);
    expect((await install(helm)).notes).not.toContain('not seen to have');
  });

  test('a PostgreSQL to try out keeps its password, since its data does', async () => {
    const passwordOf = async () => {
      const { objects } = await install(helm, 'postgresql.enabled=true');
      return objects.find(({ kind }) => kind === 'Secret')?.stringData.password;
    };
    expect(await passwordOf()).not.toBe(await passwordOf());
    cluster.secrets.set('poll-postgresql', { password: 'as-it-was' });
    expect(await passwordOf()).toBe('as-it-was');
  });
});
