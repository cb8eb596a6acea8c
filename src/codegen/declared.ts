import ts from 'typescript';
import type { Declared } from './sum.js';

/** The place of a type. It gives an id and a name to types without their own declaration. */
export interface Place {
  id: string;
  name: string;
}

export function pascal(text: string): string {
  return text.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _gap, first: string) => first.toUpperCase());
}

const INVENTED =
  /^(Purple|Fluffy|Tentacled|Sticky|Indigo|Indecent|Hilarious|Ambitious|Cunning|Magenta|Frisky|Mischievous|Braggadocious)(?=[A-Z])/;

/** Finds the declaration of an object type. If the compiler made up the type, `place` identifies it. */
export function identify(type: ts.Type, place: Place): Omit<Declared, 'fields'> & { madeUp: boolean } {
  const declaration = type.symbol?.declarations?.[0];
  const file = declaration?.getSourceFile().fileName ?? '';
  const isMapped = declaration !== undefined && ts.isMappedTypeNode(declaration);
  if (!declaration || isMapped || !ownFile(file)) {
    return { id: place.id, name: place.name, origin: 'inline', madeUp: true };
  }
  const path = namesAbove(declaration);
  const nth = countLiteralsBefore(declaration);
  const [first = '', ...rest] = path;
  const response = file.includes('/types/response/');
  const name = response ? first.replace(INVENTED, '') : first;
  return {
    id: `${ownFile(file)}#${path.join('.')}${nth > 0 ? `/${nth + 1}` : ''}`,
    name: [name, ...rest].map(pascal).join(''),
    origin: response ? 'response' : rest.length > 0 ? 'inline' : 'named',
    madeUp: false,
  };
}

/**
 * Returns the file for an id, without the release. An older release that is installed beside the current one, such as
 * `web-api-7`, thus gets the same ids.
 */
function ownFile(file: string): string | undefined {
  const [, name, path] = /.*\/@slack\/([a-z-]+?)(?:-\d+)?\/(?:dist\/)?(.+)\.d\.ts$/.exec(file) ?? [];
  if (name) return `${name}/${path}`;
  if (file.includes('/node_modules/')) return undefined;
  return /([^/]+?)(\.d)?\.ts$/.exec(file)?.[1];
}

/** Returns the declared names from the outermost to this node: an interface, then the properties that lead to it. */
function namesAbove(node: ts.Node): string[] {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at && !ts.isSourceFile(at); at = at.parent) {
    if (isNamed(at)) names.unshift(at.name.getText().replace(/^['"]|['"]$/g, ''));
  }
  // An entry in the table of amendments has the name of the declaration that it amends.
  const [table = '', id = '', ...rest] = names;
  return table === 'Amendments' && id.includes('#')
    ? [...(id.split('#')[1] ?? '').split('.'), ...rest]
    : names;
}

function isNamed(
  node: ts.Node,
): node is ts.PropertySignature | ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  return ts.isPropertySignature(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** Counts the object types that are written before this one, in the same declaration or property. */
function countLiteralsBefore(node: ts.Node): number {
  if (!ts.isTypeLiteralNode(node)) return 0;
  let owner: ts.Node = node.parent;
  while (!isNamed(owner) && !ts.isSourceFile(owner)) owner = owner.parent;
  const literals: ts.Node[] = [];
  const collect = (at: ts.Node): void => {
    if (ts.isTypeLiteralNode(at)) literals.push(at);
    ts.forEachChild(at, (child) => {
      if (!isNamed(child)) collect(child);
    });
  };
  collect(owner);
  return literals.indexOf(node);
}
