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
  /** The sidecar's address. Default: the one of a running `havoc dev`, otherwise DEFAULT_ADDRESS. */
  address?: string;
  /** The data folder of that `havoc dev`. */
  dataDir: string;
  /** The token for a sidecar on another machine. */
  token?: string;
  /** The path of a PEM file with the CA of the sidecar's certificate, if Node.js does not trust it already. */
  ca?: string;
}

/** One RPC, with the functions that serialize its requests and deserialize its responses. */
export interface Rpc<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

/** A connection to a sidecar. */
export interface Sidecar {
  client: Client;
  /** The headers of every call. */
  metadata: Metadata;
  /** Makes one call. @throws HavocError with the sidecar's message, or with the reason why no sidecar answers */
  unary<Request, Response>(rpc: Rpc<Request, Response>, request: Request): Promise<Response>;
  /** Explains the failure of a stream to the person at the terminal. */
  explain(failure: ServiceError): HavocError;
}

/** The address of the sidecar to call. */
export async function addressOf({ address, dataDir }: SidecarOptions): Promise<string> {
  return address ?? (await findRunningDev(dataDir))?.grpc ?? DEFAULT_ADDRESS;
}

/** Connects, runs `body`, and disconnects. */
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
    // An http_proxy in the environment is meant for the internet, not for this machine.
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

/** Uses TLS if another machine could listen at the address, or if a CA is named. The client has the same rule. */
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
      message: `${ca} cannot be read. Name the PEM file of the CA with --ca or HAVOC_GRPC_CA.`,
      cause,
    });
  }
}

const KINDS = { [status.UNAVAILABLE]: 'unavailable', [status.UNIMPLEMENTED]: 'unimplemented' } as const;

/** Explains a failed call to the person at the terminal. */
function explainFailure(failure: ServiceError | null, target: string): HavocError {
  const code = failure?.code;
  const kind =
    code === status.UNAVAILABLE || code === status.UNIMPLEMENTED ? KINDS[code] : 'failed_precondition';
  const [details] = failure?.metadata.get('grpc-status-details-bin') ?? [];
  // The sidecar sends details with its errors. Without them, no sidecar answered.
  if (failure?.code === status.UNAVAILABLE && !details) return explainAbsence(failure, target);
  const message = failure?.details ?? 'The sidecar sent no answer.';
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
      ? `TLS with ${target} failed (${details}). Name the CA of its certificate with --ca or HAVOC_GRPC_CA.`
      : `No sidecar answers at ${target}. Start it, or name another address with --address or HAVOC_ADDRESS.`,
    cause: failure,
  });
}
