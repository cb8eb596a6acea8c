import ts from 'typescript';
import type { Declared } from './sum.js';

/** Where a type stands, for those that have no declaration of their own. */
export interface Place {
  id: string;
  name: string;
}

export function pascal(text: string): string {
  return text.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _gap, first: string) => first.toUpperCase());
}

const INVENTED =
  /^(Purple|Fluffy|Tentacled|Sticky|Indigo|Indecent|Hilarious|Ambitious|Cunning|Magenta|Frisky|Mischievous|Braggadocious)(?=[A-Z])/;

/** Finds out who declares an object type; `place` serves where the compiler made the type up. */
export function identify(type: ts.Type, place: Place): Omit<Declared, 'fields'> & { madeUp: boolean } {
  const declaration = type.symbol?.declarations?.[0];
  const file = declaration?.getSourceFile().fileName ?? '';
  const isMapped = declaration !== undefined && ts.isMappedTypeNode(declaration);
  if (!declaration || isMapped || !ownFile(file)) {
    return { id: place.id, name: place.name, origin: 'inline', madeUp: true };
  }
  const path = namesAbove(declaration);
  const [first = '', ...rest] = path;
  const response = file.includes('/types/response/');
  const name = response ? first.replace(INVENTED, '') : first;
  return {
    id: `${ownFile(file)}#${path.join('.')}`,
    name: [name, ...rest].map(pascal).join(''),
    origin: response ? 'response' : rest.length > 0 ? 'inline' : 'named',
    madeUp: false,
  };
}

function ownFile(file: string): string | undefined {
  const inPackage = /\/@slack\/(.+?)\.d\.ts$/.exec(file)?.[1];
  if (inPackage) return inPackage.replace(/\/dist\//, '/');
  if (file.includes('/node_modules/')) return undefined;
  return /([^/]+?)(\.d)?\.ts$/.exec(file)?.[1];
}

/** The declared names from the outermost to this node: an interface, then the properties on the way down. */
function namesAbove(node: ts.Node): string[] {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at && !ts.isSourceFile(at); at = at.parent) {
    if (ts.isPropertySignature(at) || ts.isInterfaceDeclaration(at) || ts.isTypeAliasDeclaration(at)) {
      names.unshift(at.name.getText().replace(/^['"]|['"]$/g, ''));
    }
  }
  return names;
}
