import { readFileSync } from 'node:fs';
import {
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import {
  type Address,
  DEFAULT_ADDRESS,
  formatAddress,
  GRPC_OPTIONS,
  HavocError,
  isPrivate,
  type PeerVerification,
  parseAddress,
  verifyPeer,
} from '../base/index.js';
import { decodeStatusDetails } from '../wire/index.js';
import { findRunningDev } from './running-dev.js';

export interface SidecarOptions {
  /** Of the sidecar; where absent, that of a running `havoc dev`, else the default. */
  address?: string;
  /** Where that keeps its data. */
  dataDir: string;
  /** Of a sidecar beyond this machine. */
  token?: string;
  /** Path of the PEM file with the authority that signed its certificate, where machines do not know it. */
  ca?: string;
}

/** One rpc, with what makes bytes of its requests and answers of bytes. */
export interface Rpc<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

/** A connection to a sidecar. */
export interface Sidecar {
  client: Client;
  /** What every call carries. */
  metadata: Metadata;
  /** @throws HavocError in the sidecar's words, or that none answers */
  unary<Request, Response>(rpc: Rpc<Request, Response>, request: Request): Promise<Response>;
  /** What the failure of a stream says to the person at the terminal. */
  explain(failure: ServiceError): HavocError;
}

/** Where a sidecar is asked. */
export async function addressOf({ address, dataDir }: SidecarOptions): Promise<string> {
  return address ?? (await findRunningDev(dataDir))?.grpc ?? DEFAULT_ADDRESS;
}

/** Connects for as long as the body takes. */
export async function withSidecar<Result>(
  options: SidecarOptions,
  body: (sidecar: Sidecar) => Promise<Result>,
): Promise<Result> {
  const address = parseAddress(await addressOf(options));
  const target = formatAddress(address);
  const peer = verifyPeer(target);
  const client = new Client(target, channelCredentials(address, options, peer), {
    ...GRPC_OPTIONS,
    ...peer.options,
    // An http_proxy in the environment is for the internet, not for this machine.
    'grpc.enable_http_proxy': isPrivate(address) ? 0 : 1,
  });
  const metadata = new Metadata();
  if (options.token) metadata.set('authorization', `Bearer ${options.token.trim()}`);
  const unary: Sidecar['unary'] = ({ path, requestSerialize, responseDeserialize }, request) =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        metadata,
        (failure, answer) => {
          if (answer) resolve(answer);
          else reject(explainFailure(failure, target));
        },
      );
    });
  try {
    return await body({ client, metadata, unary, explain: (failure) => explainFailure(failure, target) });
  } finally {
    client.close();
  }
}

/** As the client does: TLS wherever other machines could listen, and where an authority is named. */
function channelCredentials(
  address: Address,
  { ca }: SidecarOptions,
  { verifyOptions }: PeerVerification,
): ChannelCredentials {
  if (ca === undefined && isPrivate(address)) return credentials.createInsecure();
  try {
    return credentials.createSsl(ca === undefined ? null : readFileSync(ca), null, null, verifyOptions);
  } catch (cause) {
    throw new HavocError({
      kind: 'invalid_argument',
      code: 'cli.bad_ca',
      message: `${ca} cannot be read: name the PEM file of the authority by --ca or HAVOC_GRPC_CA.`,
      cause,
    });
  }
}

const KINDS = { [status.UNAVAILABLE]: 'unavailable', [status.UNIMPLEMENTED]: 'unimplemented' } as const;

/** What a failed call says to the person at the terminal. */
function explainFailure(failure: ServiceError | null, target: string): HavocError {
  const code = failure?.code;
  const kind =
    code === status.UNAVAILABLE || code === status.UNIMPLEMENTED ? KINDS[code] : 'failed_precondition';
  const [details] = failure?.metadata.get('grpc-status-details-bin') ?? [];
  // The sidecar's own words come with details; without them, nobody was there.
  if (failure?.code === status.UNAVAILABLE && !details) return explainAbsence(failure, target);
  const message = failure?.details ?? 'The sidecar answered nothing.';
  const { domain, reason, metadata } = decodeStatusDetails(Buffer.from(details ?? ''));
  const fields = { ...metadata, domain, reason };
  return new HavocError({ kind, code: 'cli.call_failed', message, fields, cause: failure });
}

function explainAbsence(failure: ServiceError, target: string): HavocError {
  const { details } = failure;
  const isTls = /certificate|SSL|TLS/i.test(details);
  return new HavocError({
    kind: 'unavailable',
    code: isTls ? 'cli.tls_failed' : 'cli.no_sidecar',
    message: isTls
      ? `TLS with ${target} failed (${details}): name the authority of its certificate by --ca or HAVOC_GRPC_CA.`
      : `No sidecar answers at ${target}: start it, or name another address by --address or HAVOC_ADDRESS.`,
    cause: failure,
  });
}
