import { BinaryReader } from '@bufbuild/protobuf/wire';

/** Returns the bytes of each file in a google.protobuf.FileDescriptorSet. Files are its only field. */
export function splitDescriptorSet(bytes: Uint8Array): Uint8Array[] {
  const reader = new BinaryReader(bytes);
  const files: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    reader.tag();
    files.push(reader.bytes());
  }
  return files;
}
