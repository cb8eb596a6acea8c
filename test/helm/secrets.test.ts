import { containerOf, LEAST, podOf, render, renderAll } from './chart.js';

test('only havoc gets the secrets, by reference', () => {
  const rendered = render({
    ...LEAST,
    havoc: { existingSecret: 'poll-secrets', secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } },
  });
  const referenced = (name: string) => containerOf(rendered, name).env?.filter(({ valueFrom }) => valueFrom);
  const database = [
    { name: 'DATABASE_URL', key: 'DATABASE_URL' },
    { name: 'DATABASE_DIRECT_URL', key: 'DATABASE_DIRECT_URL', optional: true },
  ];
  const slack = [
    { name: 'SLACK_SIGNING_SECRET', key: 'SLACK_SIGNING_SECRET', optional: true },
    { name: 'SLACK_SIGNING_SECRET_PREVIOUS', key: 'SLACK_SIGNING_SECRET_PREVIOUS', optional: true },
    { name: 'SLACK_BOT_TOKEN', key: 'bot-token', optional: true },
    { name: 'SLACK_APP_TOKEN', key: 'SLACK_APP_TOKEN', optional: true },
    { name: 'HAVOC_OAUTH_CONTEXT_SECRET', key: 'HAVOC_OAUTH_CONTEXT_SECRET', optional: true },
    { name: 'SLACK_CLIENT_ID', key: 'SLACK_CLIENT_ID', optional: true },
    { name: 'SLACK_CLIENT_SECRET', key: 'SLACK_CLIENT_SECRET', optional: true },
    { name: 'HAVOC_ENCRYPTION_KEYS', key: 'HAVOC_ENCRYPTION_KEYS', optional: true },
  ];
  const asEnv = (keys: { name: string }[]) =>
    keys.map(({ name, ...reference }) => ({
      name,
      valueFrom: { secretKeyRef: { name: 'poll-secrets', ...reference } },
    }));
  expect(referenced('havoc')).toEqual(asEnv([...database, ...slack]));
  expect(referenced('migrate')).toEqual(asEnv(database));
  expect(containerOf(rendered, 'app').env).toEqual([{ name: 'HAVOC_ADDRESS', value: expect.any(String) }]);
});

test('the trial Secret has the given values under the configured keys, and a change replaces the pods', () => {
  const values = { DATABASE_URL: 'postgresql://db/havoc', SLACK_BOT_TOKEN: 'xoxb-1' };
  const having = (more: object) =>
    render({
      ...LEAST,
      havoc: { secretKeys: { SLACK_BOT_TOKEN: 'bot-token' } },
      secret: { create: true, values: { ...values, ...more } },
    });
  const rendered = having({});
  expect(rendered.Secret).toMatchObject({
    metadata: { name: 'poll-havoc' },
    stringData: { DATABASE_URL: 'postgresql://db/havoc', 'bot-token': 'xoxb-1' },
  });
  const checksumOf = ({ Deployment }: typeof rendered) =>
    Deployment.spec.template.metadata.annotations?.['checksum/havoc-secret'];
  expect(checksumOf(rendered)).toMatch(/^[0-9a-f]{64}$/);
  expect(checksumOf(having({ SLACK_APP_TOKEN: 'xapp-1' }))).not.toBe(checksumOf(rendered));
});

test('the trial PostgreSQL has its own password, and havoc uses its URL', () => {
  const objects = renderAll({ ...LEAST, postgresql: { enabled: true } });
  const named = objects.filter(({ metadata }) => metadata.name === 'poll-postgresql');
  expect(named.map(({ kind }) => kind).sort()).toEqual(['Secret', 'Service', 'StatefulSet']);
  expect(named.find(({ kind }) => kind === 'Secret')).toMatchObject({
    stringData: {
      password: expect.stringMatching(/^\w{32}$/),
      url: expect.stringMatching(/^postgresql:\/\/havoc:\w{32}@poll-postgresql:5432\/havoc$/),
    },
  });
  const rendered = render({ ...LEAST, postgresql: { enabled: true } });
  for (const name of ['havoc', 'migrate'])
    expect(containerOf(rendered, name).env).toContainEqual({
      name: 'DATABASE_URL',
      valueFrom: { secretKeyRef: { name: 'poll-postgresql', key: 'url' } },
    });
});

test.each(['havoc', 'migrate'])('%s has the certificate of the database', (name) => {
  const rendered = render({ ...LEAST, havoc: { databaseCa: { secret: 'db-ca', key: 'root.pem' } } });
  expect(podOf(rendered).volumes).toContainEqual({
    name: 'havoc-database-ca',
    secret: { secretName: 'db-ca', items: [{ key: 'root.pem', path: 'ca.crt' }] },
  });
  expect(containerOf(rendered, name).volumeMounts).toContainEqual({
    name: 'havoc-database-ca',
    mountPath: '/etc/havoc/database',
    readOnly: true,
  });
});
