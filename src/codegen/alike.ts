import { SYNONYMS } from './contract.js';
import type { Group } from './messages.js';

import { type LockedAs, mapSum, shortest } from './structure.js';
import { type Declared, kindsOf, mergeFields, type Sum } from './sum.js';

/** Which part of a type's fields another must have, by key and kind of value, to be taken for the same thing. */
const ENOUGH = 0.8;
/** With fewer fields, two objects are alike by accident. */
const FEWEST_FIELDS = 3;

/** Copies in answers that are one message. */
interface Cluster {
  members: Declared[];
  locked: string | undefined;
}

/** What copies are compared with: a group of sources.ts, or a larger copy. */
interface Pattern {
  nouns: Set<string>;
  /** As in `blocks:list`. */
  fields: Set<string>;
  group: Group | undefined;
  cluster: Cluster | undefined;
}

/**
 * Answers carry copies of the same thing (a message, a file, a block), each with the fields that Slack's examples
 * happened to show. This joins a copy to the larger one that stands under the same key, singular or plural, and
 * has nearly all of its fields, or to the group of what people declare; and to each other what stands in the same
 * field of what was joined. What the lock holds apart stays so.
 *
 * @param all with equal declarations merged already, `roots` those that make up an argument or answer together;
 *   the groups gain parts
 * @returns the one that stands for each that was joined to another outside groups
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

/** What has most of the fields; a group may also be what has less of them. */
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

/** What each is called where it stands: the last word of the key, singular. */
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

/** Of one message, the objects that stand in each of its fields. */
function fieldsTogether(members: Declared[]): Declared[][] {
  const merged = mergeFields(members.map(({ fields }) => fields));
  return [...merged.values()].flatMap((sum) => placesIn(sum)).filter((objects) => objects.length > 1);
}

function placesIn({ objects, list, map }: Sum): Declared[][] {
  return [objects, ...(list ? placesIn(list) : []), ...(map ? placesIn(map) : [])];
}

/**
 * Makes one message of the objects that stand in the same field: of copies alone, one cluster; where a group holds
 * some of them, parts of it. True when something changed.
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

/** Puts one in place of each cluster's members, in all fields and groups. */
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
