import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A minimal Kubernetes API server, for templates that look up Secrets. */
export interface Cluster {
  url: string;
  /** The Secrets of the namespace `default`, by name. */
  secrets: Map<string, Record<string, string>>;
  close(): Promise<void>;
}

const SECRETS = { name: 'secrets', singularName: 'secret', kind: 'Secret', namespaced: true, verbs: ['get'] };

/** The answers to the first requests of a client: the available APIs and their resources. */
const DISCOVERY: Readonly<Record<string, object>> = {
  '/version': { major: '1', minor: '30', gitVersion: 'v1.30.0' },
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': { kind: 'APIResourceList', groupVersion: 'v1', resources: [SECRETS] },
};

export async function startCluster(): Promise<Cluster> {
  const secrets = new Map<string, Record<string, string>>();
  const find = (name: string) => {
    const given = secrets.get(name);
    const inBase64 = Object.entries(given ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value).toString('base64'),
    ]);
    return (
      given && { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: Object.fromEntries(inBase64) }
    );
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://cluster');
    const [, name = ''] = /^\/api\/v1\/namespaces\/default\/secrets\/([^/]+)$/.exec(pathname) ?? [];
    const found = DISCOVERY[pathname] ?? find(name);
    const none = { kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'NotFound', code: 404 };
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? none));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secrets,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
