export { findProperty, nameOf, subjectsOf } from './subjects.js';
export {
  declaredKinds,
  isDeclaredKind,
  KINDS,
  type KindRow,
  type KindsFor,
  kindOfType,
  type PayloadKind,
  type Property,
  type ReplyRow,
  rowOf,
} from './table.js';
