import { Client, credentials, Metadata, Server, ServerCredentials } from '@grpc/grpc-js';
import type { Service } from '../../src/grpc/index.js';

/** One RPC with its path, serializer and deserializer. */
export interface Rpc<Request, Response> {
  path: string;
  requestSerialize: (request: Request) => Buffer;
  responseDeserialize: (bytes: Buffer) => Response;
}

/** A client on a real connection to services. */
export interface Channel {
  client: Client;
  unary<Request, Response>(
    rpc: Rpc<Request, Response>,
    request: Request,
    metadata?: Record<string, string>,
  ): Promise<Response>;
  close(): void;
}

export async function serve(services: readonly Service[]): Promise<Channel> {
  const server = new Server();
  for (const { definition, implementation } of services) server.addService(definition, implementation);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (failure, bound) =>
      failure ? reject(failure) : resolve(bound),
    );
  });
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure());
  return {
    client,
    unary: ({ path, requestSerialize, responseDeserialize }, request, metadata = {}) =>
      new Promise((resolve, reject) => {
        const sent = Metadata.fromHttp2Headers(metadata);
        client.makeUnaryRequest(
          path,
          requestSerialize,
          responseDeserialize,
          request,
          sent,
          (failure, response) => (response === undefined || failure ? reject(failure) : resolve(response)),
        );
      }),
    close() {
      client.close();
      server.forceShutdown();
    },
  };
}
