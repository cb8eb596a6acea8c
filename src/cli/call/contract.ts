import { readFile } from 'node:fs/promises';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { loadFileDescriptorSetFromBuffer, type PackageDefinition } from '@grpc/proto-loader';
import { splitDescriptorSet } from '../../wire/index.js';

/** The part of a google.protobuf.FileDescriptorProto that is read here. */
interface File {
  bytes: Uint8Array;
  name: string;
  dependencies: string[];
  /** Full names. */
  services: string[];
}

/** Made by `npm run generate`. The relative path is the same from src and from dist. */
const CONTRACT = new URL('../../../dist/contract.binpb', import.meta.url);
/** The tags of fields of FileDescriptorProto: each has the field's number and the wire type for bytes. */
const TAGS = { name: 0x0a, package: 0x12, dependency: 0x1a, service: 0x32 };

/**
 * Loads a service and its message types from the contract of this build. Loads only the files that these need, because
 * loading all files takes half a second.
 *
 * @param service the full name, such as `havoc.slack.chat.v1.Chat`
 * @returns an empty object if this build has no such service
 */
export async function describeService(service: string): Promise<PackageDefinition> {
  const files = splitDescriptorSet(await readFile(CONTRACT)).map(readDescriptor);
  const home = files.find(({ services }) => services.includes(service));
  if (!home) return {};
  const needed = new Set([home]);
  // The loop also visits the files that it adds.
  for (const { dependencies } of needed) {
    for (const file of files) if (dependencies.includes(file.name)) needed.add(file);
  }
  const set = files.filter((file) => needed.has(file)).map(({ bytes }) => asField(bytes));
  return loadFileDescriptorSetFromBuffer(Buffer.concat(set));
}

function readDescriptor(bytes: Uint8Array): File {
  const file: File = { bytes, name: '', dependencies: [], services: [] };
  let packageName = '';
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag === TAGS.name) file.name = reader.string();
    else if (tag === TAGS.package) packageName = reader.string();
    else if (tag === TAGS.dependency) file.dependencies.push(reader.string());
    else if (tag === TAGS.service) file.services.push(`${packageName}.${nameOf(reader.bytes())}`);
    else reader.skip(tag & 7);
  }
  return file;
}

/** Reads the name, which is the first field of a ServiceDescriptorProto. */
function nameOf(service: Uint8Array): string {
  const reader = new BinaryReader(service);
  reader.tag();
  return reader.string();
}

/** Encodes a file as an entry of a FileDescriptorSet, in which each file is a field 1. */
function asField(file: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(file).finish();
}
