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

/** The objects that helm would create in the cluster, and the notes that it prints. */
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
    // Looks up existing objects, but creates none.
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

describe.each(HELMS)('with helm from $name', (helm) => {
  test('the notes say everything that is left to do', async () => {
    const { notes } = await install(helm);
    expect(notes).toContain('poll:1 runs with havoc as its sidecar, in 1 pod.');
    expect(notes.match(/--from-literal=\w+/g)).toEqual([
      '--from-literal=DATABASE_URL',
      '--from-literal=SLACK_SIGNING_SECRET',
      '--from-literal=SLACK_BOT_TOKEN',
    ]);
  });

  test('the notes name the keys that an existing Secret lacks', async () => {
    cluster.secrets.set('mine', { DATABASE_URL: 'postgresql://db/havoc', 'bot-token': 'xoxb-1' });
    const values = ['havoc.existingSecret=mine', 'havoc.secretKeys.SLACK_BOT_TOKEN=bot-token'];
    const { notes } = await install(helm, ...values);
    expect(notes).toContain('the Secret mine, in which helm does not see these yet');
    expect(notes).toContain(
      `    kubectl --namespace default patch secret mine --patch '{"stringData":{"SLACK_SIGNING_SECRET":"…"}}'\n`,
    );
    expect(notes).not.toContain('--from-literal');
  });

  test('the notes do not mention a complete Secret', async () => {
    const secrets = {
      DATABASE_URL: 'postgresql://db/havoc',
      SLACK_APP_TOKEN: 'xapp-1',
      SLACK_BOT_TOKEN: 'xoxb-1',
    };
    cluster.secrets.set('poll-havoc', secrets);
    expect((await install(helm)).notes).not.toContain('does not see');
  });

  test('the notes mention only what the Secret of an app with OAuth lacks', async () => {
    const secrets = {
      DATABASE_URL: 'postgresql://db/havoc',
      SLACK_SIGNING_SECRET: '0123456789abcdef',
      SLACK_CLIENT_ID: '1.2',
      SLACK_CLIENT_SECRET: '0123456789abcdef',
    };
    cluster.secrets.set('poll-havoc', secrets);
    const values = [
      'scopes={chat:write}',
      'enabled=true',
      'redirectUrls={https://a.example/slack/oauth_redirect}',
    ];
    const installed = () => install(helm, ...values.map((value) => `havoc.oauth.${value}`));
    const { notes } = await installed();
    expect(notes.match(/kubectl .* patch secret .*/g)).toEqual([
      expect.stringContaining(
        `patch secret poll-havoc --patch '{"stringData":{"HAVOC_ENCRYPTION_KEYS":"…"}}'`,
      ),
    ]);
    cluster.secrets.set('poll-havoc', { ...secrets, HAVOC_ENCRYPTION_KEYS: 'a:b' });
    expect((await installed()).notes).not.toContain('does not see');
  });

  test('the trial PostgreSQL keeps its password, because it keeps its data', async () => {
    const passwordOf = async () => {
      const { objects } = await install(helm, 'postgresql.enabled=true');
      return objects.find(({ kind }) => kind === 'Secret')?.stringData.password;
    };
    expect(await passwordOf()).not.toBe(await passwordOf());
    cluster.secrets.set('poll-postgresql', { password: 'as-it-was' });
    expect(await passwordOf()).toBe('as-it-was');
  });
});
