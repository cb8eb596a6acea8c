import { SYNONYMS } from './contract.js';
import type { Group } from './messages.js';

import { type LockedAs, mapSum, shortest } from './structure.js';
import { type Declared, kindsOf, mergeFields, type Sum } from './sum.js';

/** The share of a type's fields that another type must have to count as alike. Fields are compared by key and kind. */
const ENOUGH = 0.8;
/** Objects with fewer fields are often alike by accident, so they are not joined. */
const FEWEST_FIELDS = 3;

/** Copies of an object in answers that become one message. */
interface Cluster {
  members: Declared[];
  locked: string | undefined;
}

/** What a copy is compared with: a group of sources.ts or a larger copy. */
interface Pattern {
  nouns: Set<string>;
  /** Keys and kinds, such as `blocks:list`. */
  fields: Set<string>;
  group: Group | undefined;
  cluster: Cluster | undefined;
}

/**
 * Joins copies of the same thing in answers, such as a message, a file or a block. Each copy has only the fields that
 * Slack's examples happened to show.
 *
 * A copy joins a larger copy under the same key, singular or plural, if the larger copy has nearly all of its fields. It
 * may also join a group of sources.ts. Objects in the same field of joined objects are joined too. Objects that are
 * separate messages in the lock stay separate.
 *
 * @param all the declarations, with equal ones already merged. `roots` has the declarations that form one argument or
 *   answer together. The function adds parts to `groups`.
 * @returns the replacement of each declaration that was joined outside a group
 */
export function joinAlike(
  { all, roots, groups }: { all: Declared[]; roots: Declared[][]; groups: Group[] },
  lockedAs: LockedAs,
): Map<Declared, Declared> {
  const clusters = clusterCopies(all, groups, lockedAs);
  const settle = createSettle(groups, clusters);
  const named = all.filter((declared) => !clusters.has(declared));
  for (let changed = true; changed; ) {
    const together = [
      ...groups.map(({ parts }) => [...parts]),
      ...[...new Set(clusters.values())].map(({ members }) => members),
      ...named.map((declared) => [declared]),
      ...roots,
    ];
    changed = together
      .flatMap((members) => fieldsTogether(members))
      .map((objects) => settle(objects))
      .some((settled) => settled);
  }
  return replace(all, groups, clusters);
}

function clusterCopies(all: Declared[], groups: Group[], lockedAs: LockedAs): Map<Declared, Cluster> {
  const nouns = nounsOf(all);
  const patternOf = (members: Declared[], more: Pick<Pattern, 'group' | 'cluster'>): Pattern => ({
    ...more,
    nouns: new Set(members.flatMap((member) => [...(nouns.get(member) ?? [])])),
    fields: new Set(members.flatMap(fieldKinds)),
  });
  const patterns = groups.map((group) => patternOf([...group.parts], { group, cluster: undefined }));
  const grouped = new Set(groups.flatMap(({ parts }) => [...parts]));
  const clusters = new Map<Declared, Cluster>();

  for (const declared of all.filter(({ origin }) => origin !== 'named').sort(bySize)) {
    const locked = (declared.mergedIds ?? [declared.id]).map(lockedAs).find((name) => name);
    const cluster: Cluster = { members: [declared], locked };
    clusters.set(declared, cluster);
    if (grouped.has(declared)) continue;
    const own = patternOf([declared], { group: undefined, cluster });
    const like = locked
      ? patterns.find((pattern) => lockedName(pattern, lockedAs) === locked)
      : findLike(own, patterns);
    like?.group?.parts.add(declared);
    if (like?.cluster) unite(clusters, like.cluster, cluster);
    if (!like) patterns.push(own);
  }
  return clusters;
}

function bySize(left: Declared, right: Declared): number {
  return right.fields.size - left.fields.size || (left.id < right.id ? -1 : 1);
}

function fieldKinds({ fields }: Declared): string[] {
  return [...fields].flatMap(([key, sum]) => kindsOf(sum).map((kind) => `${key}:${kind}`));
}

function lockedName({ group, cluster }: Pattern, lockedAs: LockedAs): string | undefined {
  return group ? lockedAs(`group:${group.name}`) : cluster?.locked;
}

/** Finds the pattern that has most of the fields of `own`. A smaller group also fits if `own` has most of its fields. */
function findLike(own: Pattern, patterns: Pattern[]): Pattern | undefined {
  if (own.fields.size < FEWEST_FIELDS) return undefined;
  const likes = patterns
    .filter(({ nouns }) => [...own.nouns].some((noun) => nouns.has(noun)))
    .map((pattern) => ({ pattern, share: likeness(own, pattern) }))
    .filter(({ share }) => share >= ENOUGH);
  return likes.sort((left, right) => right.share - left.share)[0]?.pattern;
}

function likeness(own: Pattern, { fields, group }: Pattern): number {
  const share = shareIn(own.fields, fields);
  return group && fields.size >= FEWEST_FIELDS ? Math.max(share, shareIn(fields, own.fields)) : share;
}

function shareIn(fields: Set<string>, other: Set<string>): number {
  let shared = 0;
  for (const field of fields) if (other.has(field)) shared++;
  return shared / fields.size;
}

/** Returns the nouns of each declaration: the last word of each key that holds it, in the singular. */
function nounsOf(all: Declared[]): Map<Declared, Set<string>> {
  const nouns = new Map<Declared, Set<string>>(all.map((declared) => [declared, new Set()]));
  for (const { fields } of all) {
    for (const [key, sum] of fields) {
      const word = (key.split('_').at(-1) ?? key).replace(/s$/, '');
      for (const object of objectsIn(sum)) {
        for (const noun of SYNONYMS[word] ?? [word]) nouns.get(object)?.add(noun);
      }
    }
  }
  return nouns;
}

function objectsIn({ objects, list, map }: Sum): Declared[] {
  return [...objects, ...(list ? objectsIn(list) : []), ...(map ? objectsIn(map) : [])];
}

/** Returns the objects in each field of one message. */
function fieldsTogether(members: Declared[]): Declared[][] {
  const merged = mergeFields(members.map(({ fields }) => fields));
  return [...merged.values()].flatMap((sum) => placesIn(sum)).filter((objects) => objects.length > 1);
}

function placesIn({ objects, list, map }: Sum): Declared[][] {
  return [objects, ...(list ? placesIn(list) : []), ...(map ? placesIn(map) : [])];
}

/**
 * Creates a function that joins the objects in one field into one message. If a group has some of them, the others join
 * the group. Otherwise they become one cluster. The function returns true if it changed something.
 */
function createSettle(groups: Group[], clusters: Map<Declared, Cluster>): (objects: Declared[]) => boolean {
  return (objects) => {
    const [first, ...others] = objects.map((object) => clusters.get(object));
    const isOne = first !== undefined && others.every((cluster) => cluster === first);
    const held = ({ parts }: Group) => objects.filter((object) => parts.has(object)).length;
    if (isOne || groups.some((group) => held(group) === objects.length)) return false;
    const [holder] = groups
      .filter((group) => held(group) > 0)
      .sort((left, right) => held(right) - held(left));
    const loose = objects
      .filter((object) => !holder?.parts.has(object))
      .map((object) => clusters.get(object));
    if (!loose.every((cluster) => cluster !== undefined)) return false;
    if (holder) for (const { members } of loose) for (const member of members) holder.parts.add(member);
    else if (!first || new Set(loose.flatMap(({ locked }) => locked ?? [])).size > 1) return false;
    else for (const cluster of loose) unite(clusters, first, cluster);
    return true;
  };
}

function unite(clusters: Map<Declared, Cluster>, into: Cluster, other: Cluster): void {
  if (into === other) return;
  into.members.push(...other.members);
  into.locked ??= other.locked;
  for (const member of other.members) clusters.set(member, into);
}

/** Replaces the members of each cluster by one declaration, in all fields and groups. */
function replace(
  all: Declared[],
  groups: Group[],
  clusters: Map<Declared, Cluster>,
): Map<Declared, Declared> {
  const standsFor = new Map<Declared, Declared>();
  for (const { members } of new Set(clusters.values())) {
    const [first] = members;
    if (!first || members.length === 1) continue;
    const one: Declared = {
      ...first,
      name: shortest(members.map(({ name }) => name)),
      fields: mergeFields(members.map(({ fields }) => fields)),
      mergedIds: members.flatMap(({ id, mergedIds }) => mergedIds ?? [id]),
    };
    for (const member of members) standsFor.set(member, one);
  }
  for (const object of new Set([...all, ...standsFor.values()])) {
    object.fields = new Map([...object.fields].map(([key, sum]) => [key, mapSum(sum, standsFor)]));
  }
  for (const { parts } of groups) {
    const replaced = [...parts].map((part) => standsFor.get(part) ?? part);
    parts.clear();
    for (const part of replaced) parts.add(part);
  }
  return standsFor;
}
