import { readFile } from 'node:fs/promises';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { loadFileDescriptorSetFromBuffer, type PackageDefinition } from '@grpc/proto-loader';
import { splitDescriptorSet } from '../../wire/index.js';

/** A google.protobuf.FileDescriptorProto, as far as it is read here. */
interface File {
  bytes: Uint8Array;
  name: string;
  dependencies: string[];
  /** By their full names. */
  services: string[];
}

/** Made by `npm run generate`; it stands beside src as well as beside what is built from it. */
const CONTRACT = new URL('../../../dist/contract.binpb', import.meta.url);
/** Of FileDescriptorProto, each as protobuf writes it: the number of the field, and that its bytes follow. */
const TAGS = { name: 0x0a, package: 0x12, dependency: 0x1a, service: 0x32 };

/**
 * A service and all that its messages are made of, as the contract of this build has them. Of the contract only the
 * files that it takes are loaded: all of them would take half a second.
 *
 * @param service as in `havoc.slack.chat.v1.Chat`
 * @returns nothing where this build has no such service
 */
export async function describeService(service: string): Promise<PackageDefinition> {
  const files = splitDescriptorSet(await readFile(CONTRACT)).map(readDescriptor);
  const home = files.find(({ services }) => services.includes(service));
  if (!home) return {};
  const needed = new Set([home]);
  // What is added while this goes on is come to as well.
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

/** A ServiceDescriptorProto begins with its name. */
function nameOf(service: Uint8Array): string {
  const reader = new BinaryReader(service);
  reader.tag();
  return reader.string();
}

/** A set is its files one after another, each as field 1. */
function asField(file: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(file).finish();
}
