import ts from 'typescript';
import type { Amendments } from './amend.js';
import { DROPPED_FIELDS, DROPPED_PLACES } from './contract.js';
import { identify, type Place, pascal } from './declared.js';
import { type Declared, isEmpty, merge, mergeFields, type Sum } from './sum.js';

export interface Reader {
  /**
   * Converts a type to the JSON values that it allows.
   *
   * @throws Error if there is no rule for a construct in the type
   */
  sumOf(type: ts.Type, place: Place): Sum;
  /** Returns an object with only these fields. */
  sumOfFields(properties: ts.Symbol[], place: Place): Sum;
}

const NOTHING = ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never;
const UNTYPED = ts.TypeFlags.Any | ts.TypeFlags.Unknown;
const BINARY = new Set(['Buffer', 'Stream', 'Uint8Array', 'ArrayBuffer']);

export function createReader(checker: ts.TypeChecker, amendments: Amendments): Reader {
  const byType = new Map<ts.Type, Declared>();
  const byId = new Map<string, Declared>();

  function sumOf(type: ts.Type, place: Place): Sum {
    const { flags } = type;
    if (flags & ts.TypeFlags.Null) return { nullable: true, objects: [] };
    if (flags & NOTHING) return { objects: [] };
    if (flags & UNTYPED) return { any: true, objects: [] };
    if (type.isStringLiteral()) return { string: { values: [type.value], open: false }, objects: [] };
    if (flags & ts.TypeFlags.StringLike && !type.isUnion()) {
      return { string: { values: [], open: true }, objects: [] };
    }
    if (flags & ts.TypeFlags.NumberLike && !type.isUnion()) return { number: true, objects: [] };
    if (flags & ts.TypeFlags.BooleanLike) return { boolean: true, objects: [] };
    if (flags & ts.TypeFlags.NonPrimitive) return dictionary({ any: true, objects: [] });
    if (type.isUnionOrIntersection()) {
      return type.types.map((part) => sumOf(part, place)).reduce(merge, { objects: [] });
    }
    if (flags & ts.TypeFlags.Object) return sumOfObject(type, place);
    return unknownConstruct(type, place);
  }

  function sumOfObject(type: ts.Type, place: Place): Sum {
    if (checker.isArrayType(type) || checker.isTupleType(type)) return sumOfList(type, place);
    if (BINARY.has(type.symbol?.name)) return { bytes: true, objects: [] };
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
      return unknownConstruct(type, place);
    }
    if (checker.getPropertiesOfType(type).length > 0) return { objects: [declaredOf(type, place)] };
    const values = type.getStringIndexType();
    return dictionary(values ? sumOf(values, inside(place, 'value')) : { any: true, objects: [] });
  }

  function sumOfList(type: ts.Type, place: Place): Sum {
    const items = checker.getTypeArguments(type as ts.TypeReference);
    // PHP writes an empty dictionary as an empty list. The empty tuple stands for that and has no information.
    if (items.length === 0) return { objects: [] };
    return { list: items.map((item) => sumOf(item, place)).reduce(merge), objects: [] };
  }

  function declaredOf(type: ts.Type, place: Place): Declared {
    const known = byType.get(type);
    if (known) return known;
    const { madeUp, ...identity } = identify(type, place);
    if (madeUp) identity.id = unused(identity.id);
    const same = byId.get(identity.id);
    const declared: Declared = same ?? { ...identity, fields: new Map() };
    byType.set(type, declared);
    byId.set(declared.id, declared);
    const fields = fieldsOf(type, declared);
    declared.fields = same ? mergeFields([same.fields, fields]) : fields;
    return declared;
  }

  function fieldsOf(type: ts.Type, owner: Declared): Map<string, Sum> {
    const amended = amendments.of(type).map(({ property }) => property);
    return fieldsOfAll([...checker.getPropertiesOfType(type), ...amended], owner);
  }

  /** Converts properties to fields. If several have the same name, the last one counts. */
  function fieldsOfAll(properties: ts.Symbol[], owner: Place): Map<string, Sum> {
    const fields = new Map<string, Sum>();
    for (const property of properties) {
      const key = ts.unescapeLeadingUnderscores(property.escapedName);
      if (Object.hasOwn(DROPPED_FIELDS, key) || Object.hasOwn(DROPPED_PLACES, `${owner.id}.${key}`)) continue;
      const propertyType = checker.getTypeOfSymbol(property);
      const sum = sumOf(propertyType, inside(owner, key));
      if (!isEmpty(sum)) fields.set(key, sum);
    }
    return fields;
  }

  function unused(id: string): string {
    let free = id;
    for (let count = 2; byId.has(free); count++) free = `${id}/${count}`;
    return free;
  }

  function unknownConstruct(type: ts.Type, place: Place): never {
    throw new Error(
      `${place.id} is declared as \`${checker.typeToString(type)}\`, and src/codegen/read.ts has no rule for that. ` +
        'Add a rule, or leave out the field or method in src/codegen/contract.ts.',
    );
  }

  function sumOfFields(properties: ts.Symbol[], place: Place): Sum {
    const fields = fieldsOfAll(properties, place);
    return { objects: fields.size > 0 ? [{ ...place, origin: 'inline', fields }] : [] };
  }

  return { sumOf, sumOfFields };
}

function dictionary(values: Sum): Sum {
  return { map: values, objects: [] };
}

function inside({ id, name }: Place, key: string): Place {
  return { id: `${id}.${key}`, name: name + pascal(key) };
}
