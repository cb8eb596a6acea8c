import { readFile } from 'node:fs/promises';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { keyOf, shapesOf } from '../../src/cli/call/shapes-of.js';
import { methods } from '../../src/gen/havoc/slack/methods.js';
import type { Shape, Shapes } from '../../src/wire/index.js';

// `havoc call` only has the descriptors of the contract. These tests show that they suffice.

let described: Shapes;
beforeAll(async () => {
  described = shapesOf(loadFileDescriptorSetFromBuffer(await readFile('dist/contract.binpb')));
});

/** The parts of a shape that matter on the wire. */
function outline(shape: Shape, seen: Set<Shape>): unknown[] {
  if (seen.has(shape)) return [];
  seen.add(shape);
  const { form } = shape;
  const fields = shape.fields.filter((field) => field !== undefined);
  return [
    { form, fields: fields.map(({ number, key, many, of }) => ({ number, key, many, of })) },
    ...fields.flatMap((field) => (field.shape ? outline(field.shape, seen) : [])),
  ];
}

/** All methods except files.uploadV2. havoc refuses that method, and JSON cannot contain its bytes. */
const called = [...methods.values()].filter(({ method }) => method !== 'files.uploadV2');

test.each(called.map((method) => [method.method, method] as const))(
  'the shapes of %s are the same as the generated ones',
  (_, { path, request, response }) => {
    const [, service = '', rpc = ''] = path.split('/');
    const place = service.slice(0, service.lastIndexOf('.'));
    for (const { shape } of [request, response]) {
      const found = described[keyOf(`${place}.${shape.name}`)];
      expect([rpc, found?.name]).toEqual([rpc, keyOf(`${place}.${shape.name}`)]);
      expect(found && outline(found, new Set())).toEqual(outline(shape, new Set()));
    }
  },
);
