import {
  type ChannelCredentials,
  Client,
  credentials,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { formatAddress, HavocError, parseAddress } from '../base/index.js';

export interface SidecarOptions {
  /** Of the sidecar. */
  address: string;
  /** Of a sidecar beyond this machine. */
  token?: string;
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
}

/** Connects for as long as the body takes. */
export async function withSidecar<Result>(
  options: SidecarOptions,
  body: (sidecar: Sidecar) => Promise<Result>,
): Promise<Result> {
  const target = formatAddress(parseAddress(options.address));
  const client = new Client(target, channelCredentials(options));
  const metadata = new Metadata();
  if (options.token) metadata.set('authorization', `Bearer ${options.token}`);
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
    return await body({ client, metadata, unary });
  } finally {
    client.close();
  }
}

function channelCredentials({ token }: SidecarOptions): ChannelCredentials {
  return token ? credentials.createSsl() : credentials.createInsecure();
}

const KINDS = { [status.UNAVAILABLE]: 'unavailable', [status.UNIMPLEMENTED]: 'unimplemented' } as const;

/** What a failed call says to the person at the terminal. */
function explainFailure(failure: ServiceError | null, target: string): HavocError {
  const code = failure?.code;
  const kind =
    code === status.UNAVAILABLE || code === status.UNIMPLEMENTED ? KINDS[code] : 'failed_precondition';
  // The sidecar's own words come with details; without them, nobody was there.
  const isAbsent = code === status.UNAVAILABLE && !failure?.metadata.get('grpc-status-details-bin').length;
  const message = isAbsent
    ? `No sidecar answers at ${target}: start it, or name another address by --address or HAVOC_ADDRESS.`
    : (failure?.details ?? 'The sidecar answered nothing.');
  return new HavocError({ kind, code: 'cli.call_failed', message, cause: failure });
}
