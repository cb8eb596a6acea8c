/** Tables that `external.sql` makes, and not the models: Prisma leaves them alone. */
export const EXTERNAL_TABLES = [
  'havoc_internal.envelope',
  'havoc_internal.envelope_default',
  'havoc_internal.traffic',
  'havoc_internal.traffic_default',
];
