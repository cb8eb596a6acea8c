import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Database, openDatabase } from '../../src/db/index.js';
import { findFreePorts } from '../../src/dev/index.js';
import { createDatabase } from '../support/database.js';
import { REPOSITORY } from '../support/repository.js';
import { createDeployment, type Deployment } from './deployment.js';
import { buildNextImage, type Image, readHavocImage } from './image.js';
import { type Manifest, readManifest } from './manifest.js';
import { createService } from './service.js';
import { type Slack, startSlack } from './slack.js';
import { startTraffic, type Traffic } from './traffic.js';

export interface StageOptions {
  /** How the chart places havoc beside the app, and where the two connect. */
  sidecar: 'native' | 'classic';
  transport: 'unix' | 'tcp';
}

/** A cluster with two versions of havoc, two serving pods of the first one, and a Slack that sends without a pause. */
export interface Stage {
  deployment: Deployment;
  traffic: Traffic;
  database: Database;
  now: Manifest;
  next: Manifest;
  /** Returns what the apps have handled, each item as often as it was handled. */
  handled(): string[];
  /** Returns the replies to commands, in the answer itself or after it. */
  replies(): string[];
  leave(): Promise<void>;
}

/** A migration that adds columns to the main tables, so that the running version meets columns that it does not know. */
export const EXPAND = {
  name: '20990101000000_expand',
  serves: '0.1.0',
  sql: `
    ALTER TABLE havoc_internal.envelope ADD COLUMN test_note text;
    ALTER TABLE havoc_internal.unsettled ADD COLUMN test_note text NOT NULL DEFAULT 'none';
    ALTER TABLE havoc_internal.replica ADD COLUMN test_note text;
    CREATE TABLE havoc_internal.test_expanded (id bigint PRIMARY KEY)`,
};
const APP: Image = {
  entrypoint: ['node', 'test/pods/counting-app.js'],
  command: [],
  env: {},
  workdir: REPOSITORY,
};
/** How late the nodes learn that a pod is not ready. The controllers learn it first. It usually takes one second. */
const LATE_MS = 2_000;
const DRAIN_MS = 500;
const chart = parse(readFileSync(join(REPOSITORY, 'helm/havoc/values.yaml'), 'utf8'));
/** How long a pod that waits for no app takes to end: the chart's havoc.preStopSeconds plus the drain. */
export const LEAVES_ANYWAY_MS = chart.havoc.preStopSeconds * 1_000 + DRAIN_MS;

export async function createStage(options: StageOptions): Promise<Stage> {
  const { url, drop } = await createDatabase();
  const database = openDatabase({ url });
  const slack = await startSlack();
  const nowImage = await readHavocImage();
  const nextImage = await buildNextImage(nowImage, { version: '0.2.0', migration: EXPAND });
  const manifestOf = await createManifests(options, slack);
  const now = manifestOf('havoc:0.1.0');
  const service = createService({ targetPort: now.targetPort, lateMs: LATE_MS });
  const deployment = createDeployment({
    images: { 'havoc:0.1.0': nowImage, 'havoc:0.2.0': nextImage, 'counting:1': APP },
    secrets: { 'counting-secrets': secretsOf(slack, url) },
    service,
  });
  await deployment.apply(now);
  const { signingSecret } = slack.local;
  const traffic = startTraffic({ service, signingSecret, about: aboutOf(slack) });
  return {
    deployment,
    traffic,
    database,
    now,
    next: manifestOf('havoc:0.2.0'),
    handled: () =>
      deployment.all().flatMap((pod) => {
        const lines = pod.output('app').matchAll(/^handled (\S+)$/gm);
        return [...lines].map(([, text = '']) => text);
      }),
    replies() {
      const answers = traffic.sent.map(({ outcome }) => outcome.answer).concat(slack.responses);
      return answers.flatMap((answer) => /for (command-\d+)/.exec(answer)?.[1] ?? []);
    },
    async leave() {
      await traffic.stop();
      await deployment.remove();
      service.close();
      await slack.close();
      await database.close();
      await drop();
      await nextImage.remove();
    },
  };
}

/** Returns a function that makes manifests. They differ only in havoc's image. */
async function createManifests({ sidecar, transport }: StageOptions, { apiUrl }: Slack) {
  const [slack, ops, grpc] = await findFreePorts(3);
  return (image: string): Manifest =>
    readManifest({
      replicaCount: 2,
      app: { image: 'counting:1' },
      havoc: {
        image,
        sidecar,
        transport,
        // Programs that listen on all addresses of this machine may have the usual ports.
        ports: { slack, ops, grpc },
        existingSecret: 'counting-secrets',
        // A long drain would also wait for a busy app, and hide whether havoc stays up for one.
        settings: { SLACK_API_URL: apiUrl, HAVOC_LOG_LEVEL: 'warn', HAVOC_DRAIN_MS: DRAIN_MS },
      },
    });
}

function secretsOf({ local }: Slack, url: string): Record<string, string> {
  return { DATABASE_URL: url, SLACK_SIGNING_SECRET: local.signingSecret, SLACK_BOT_TOKEN: local.botToken };
}

function aboutOf({ local, responseUrl }: Slack) {
  return {
    team_id: local.team.id,
    user: local.user('ana').id,
    channel: local.channel('general').id,
    bot: local.botUserId,
    response_url: responseUrl,
  };
}
