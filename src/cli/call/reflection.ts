import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { load, loadFileDescriptorSetFromBuffer, type PackageDefinition } from '@grpc/proto-loader';
import { HavocError } from '../../base/index.js';
import type { Sidecar } from '../sidecar.js';

/** What the server reflection protocol answers, as far as it is read here. */
interface ReflectionResponse {
  fileDescriptorResponse?: { fileDescriptorProto: Buffer[] };
  errorResponse?: { errorMessage: string };
}

/** The package that serves reflection ships the protocol's own definition. */
const PROTOCOL = join(
  dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json')),
  'build/proto/grpc/reflection/v1/reflection.proto',
);
const REFLECTION = 'grpc.reflection.v1.ServerReflection';

/**
 * What the server itself says of a service, and of all that its messages are made of.
 *
 * @param symbol as in `slack.chat.v1.Chat`
 * @throws HavocError `cli.no_reflection` (failed_precondition)
 * @see https://github.com/grpc/grpc/blob/master/doc/server-reflection.md
 */
export async function describeService(
  { client, metadata }: Sidecar,
  symbol: string,
): Promise<PackageDefinition> {
  const protocol = await load(PROTOCOL);
  const service = protocol[REFLECTION];
  const rpc = service && !('format' in service) ? service.ServerReflectionInfo : undefined;
  if (!rpc) throw noReflection(symbol, 'the protocol is not where @grpc/reflection has it');
  const stream = client.makeBidiStreamRequest(
    rpc.path,
    rpc.requestSerialize,
    rpc.responseDeserialize,
    metadata,
  );
  stream.write({ fileContainingSymbol: symbol });
  stream.end();
  for await (const message of stream) {
    const { fileDescriptorResponse, errorResponse }: ReflectionResponse = message;
    if (fileDescriptorResponse)
      return loadFileDescriptorSetFromBuffer(descriptorSetOf(fileDescriptorResponse.fileDescriptorProto));
    throw noReflection(symbol, errorResponse?.errorMessage ?? 'it says nothing');
  }
  throw noReflection(symbol, 'it says nothing');
}

/** A google.protobuf.FileDescriptorSet is its files one after another, each as field 1. */
function descriptorSetOf(files: Buffer[]): Buffer {
  return Buffer.concat(files.flatMap((file) => [Buffer.from([0x0a]), varint(file.length), file]));
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Buffer.from([...bytes, rest]);
}

function noReflection(symbol: string, why: string): HavocError {
  return new HavocError({
    kind: 'failed_precondition',
    code: 'cli.no_reflection',
    message: `The server does not describe ${symbol}: ${why}. Is it a havoc sidecar?`,
  });
}
