export { findProperty, nameOf, subjectsOf } from './subjects.js';
export {
  declaredKinds,
  INSTALLATION_EVENT,
  isDeclaredKind,
  KINDS,
  type KindRow,
  type KindsFor,
  kindOfType,
  type PayloadKind,
  type Property,
  type ReplyRow,
  rowOf,
  unlessTaken,
} from './table.js';
