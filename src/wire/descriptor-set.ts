import { BinaryReader } from '@bufbuild/protobuf/wire';

/** The files of a google.protobuf.FileDescriptorSet, which has nothing else, each in its bytes. */
export function splitDescriptorSet(bytes: Uint8Array): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    reader.tag();
    files.push(reader.bytes());
  }
  return files;
}
