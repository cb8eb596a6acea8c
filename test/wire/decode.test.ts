import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { codec } from '../../src/wire/index.js';
import { shapes } from './made-shapes.js';

test('packed numbers are read', () => {
  const bytes = new BinaryWriter().tag(12, WireType.LengthDelimited).fork().double(1).double(2).join();
  expect(codec(shapes.View).decode(bytes.finish())).toEqual({ sizes: [1, 2] });
});

test('a field that the contract gains later is skipped', () => {
  const bytes = new BinaryWriter()
    .tag(99, WireType.LengthDelimited)
    .string('x')
    .tag(98, WireType.Bit64)
    .double(1);
  expect(codec(shapes.View).decode(bytes.tag(1, WireType.LengthDelimited).string('V').finish())).toEqual({
    id: 'V',
  });
});

test.each([
  ['a number for a string', 1, WireType.Bit64],
  ['a string for a number', 2, WireType.LengthDelimited],
  ['a number for a dictionary', 6, WireType.Bit64],
])('%s on the wire is skipped', (_title, number, type) => {
  const writer = new BinaryWriter().tag(number, type);
  const bytes = type === WireType.Bit64 ? writer.double(1) : writer.string('x');
  expect(codec(shapes.View).decode(bytes.finish())).toEqual({});
});

test.each([
  ['a group', [0x9b, 0x06, 0x0a, 0x01, 0x78, 0x08, 0x05, 0x9c, 0x06]],
  ['groups in a group', [0x9b, 0x06, 0xa3, 0x06, 0xa4, 0x06, 0x9c, 0x06]],
  ['a number of 32 bits', [0x9d, 0x06, 1, 2, 3, 4]],
  ['a varint of 64 bits', [0x98, 0x06, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
])('%s that the contract gains later is skipped', (_title, bytes) => {
  const id = [0x0a, 0x01, 0x56];
  expect(codec(shapes.View).decode(Uint8Array.from([...bytes, ...id]))).toEqual({ id: 'V' });
});

test.each([
  ['cut short', [0x0a, 0x05, 0x61], 'premature EOF'],
  ['cut short in a part', [0x5a, 0x05, 0x0a], 'cut short'],
  ['cut short in a number', [0x11, 0x00], 'Offset is outside'],
  ['with a part longer than the whole', [0x5a, 0x02, 0x0a, 0x03, 1, 2, 3, 4], 'longer than the whole'],
  ['with a number longer than its list', [0x62, 0x04, 1, 2, 3, 4, 5, 6, 7, 8], 'longer than the whole'],
  ['with an entry longer than its dictionary', [0x32, 0x02, 0x0a, 0x03, 1, 2, 3], 'longer than the whole'],
  ['with an unknown wire type', [0x0f], 'wire type'],
  ['with a field number of 0', [0x02, 0x00], 'number 0'],
  ['with a group without an end', [0x9b, 0x06], 'EOF'],
  ['with a group that ends as another', [0x9b, 0x06, 0xa4, 0x06], 'end group'],
])('bytes %s are refused', (_title, bytes, message) => {
  expect(() => codec(shapes.View).decode(Uint8Array.from(bytes))).toThrow(message);
});

test.each([
  ['messages', 'Block', 4, [4]],
  ['untyped objects', 'View', 7, [5, 2, 1]],
])('%s that are nested too deep are refused', (_title, name, outermost, inwards) => {
  let bytes = new Uint8Array();
  for (let depth = 0; depth < 3_000; depth++) {
    const number = inwards[depth % inwards.length] ?? 0;
    bytes = new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(bytes).finish();
  }
  const whole = new BinaryWriter().tag(outermost, WireType.LengthDelimited).bytes(bytes).finish();
  expect(() => codec(shapes[name]).decode(whole)).toThrow('more than 100 levels deep');
});

test('an absent value in a dictionary becomes the empty value', () => {
  const bytes = new BinaryWriter()
    .tag(6, WireType.LengthDelimited)
    .fork()
    .tag(1, WireType.LengthDelimited)
    .string('k');
  expect(codec(shapes.View).decode(bytes.join().finish())).toEqual({ labels: { k: '' } });
});

test('a dictionary value of another type becomes a new empty value', () => {
  const entry = (key: string) =>
    new BinaryWriter()
      .tag(5, WireType.LengthDelimited)
      .fork()
      .tag(1, WireType.LengthDelimited)
      .string(key)
      .tag(2, WireType.Bit64)
      .double(1)
      .join()
      .finish();
  const { values } = codec(shapes.View).decode(Buffer.concat([entry('a'), entry('b')]));
  expect(values).toEqual({ a: {}, b: {} });
  const { a, b } = values as Record<string, object>;
  expect(a).not.toBe(b);
});
