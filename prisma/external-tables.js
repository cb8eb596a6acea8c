/** Tables that `external.sql` creates instead of the models. Prisma ignores them. */
export const EXTERNAL_TABLES = [
  'havoc_internal.envelope',
  'havoc_internal.envelope_default',
  'havoc_internal.traffic',
  'havoc_internal.traffic_default',
];
