/** The rooms of src in import order: a room imports only rooms before it, through their index.ts. */
const ROOMS = [
  'base', 'log', 'wire', 'slack', 'db',
  'traffic', 'installations', 'entities', 'messages', 'inbox',
  'observe', 'outbound', 'resolve', 'delivery', 'ingress', 'grpc', 'ops', 'local-slack', 'dev',
];
module.exports = { ROOMS };
