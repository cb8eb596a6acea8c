import { resolve } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/repository.js';
import type { KubernetesObject } from './objects.js';

interface Model {
  /** @throws an error that names the problem */
  validate(): void;
}

const OTHERS: Readonly<Record<string, string>> = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

function moduleOf({ apiVersion, kind }: KubernetesObject): string {
  return `${OTHERS[apiVersion.split('/')[0] ?? ''] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

/**
 * Returns the reasons for which Kubernetes would refuse the objects. The published schemas find missing fields and
 * impossible values. The TypeScript types find unknown fields, because the objects are compiled as literals of these
 * types. Each reason begins with a name from the map.
 */
export async function findMistakes(
  named: ReadonlyMap<string, readonly KubernetesObject[]>,
): Promise<string[]> {
  const all = [...named].flatMap(([name, objects]) => objects.map((object) => ({ name, object })));
  const mistakes: string[] = [];
  for (const { name, object } of all) mistakes.push(...(await findInvalid(name, object)));
  return [...mistakes, ...findUnknown(all)];
}

async function findInvalid(name: string, object: KubernetesObject): Promise<string[]> {
  const models: Record<string, new (data: KubernetesObject) => Model> = await import(moduleOf(object));
  const Kind = models[object.kind];
  if (!Kind) return [`${name}: there is no ${object.apiVersion} ${object.kind}`];
  try {
    new Kind(object).validate();
    return [];
  } catch (refusal) {
    return [`${name}, ${object.kind}: ${refusal instanceof Error ? refusal.message : refusal}`];
  }
}

function findUnknown(all: readonly { name: string; object: KubernetesObject }[]): string[] {
  const sources = new Map(
    all.map(({ object }, at) => [
      resolve(REPOSITORY, `test/helm/rendered-${at}.ts`),
      `import type { I${object.kind} as Kind } from '${moduleOf(object)}';\nexport const rendered: Kind = ${JSON.stringify(object, null, 1)};\n`,
    ]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => sources.has(path) || fileExists(path);
  host.readFile = (path) => sources.get(path) ?? readFile(path);
  const program = ts.createProgram([...sources.keys()], options, host);
  return [...sources.keys()].flatMap((path, at) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) =>
        `${all[at]?.name}, ${all[at]?.object.kind}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    );
  });
}
