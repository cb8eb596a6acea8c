import { environmentSchema } from '../config.js';
import { nearNames } from './call/near-names.js';

/** Read by the client and by other commands; who gives them to the sidecar too has not mistyped them. */
const READ_ELSEWHERE = ['HAVOC_DATA_DIR', 'HAVOC_GRPC_CA', 'HAVOC_SLACK_PORT'];
/** What Kubernetes tells containers of a Service whose name begins with havoc. */
const SERVICE_NAME = /_SERVICE_(HOST|PORT)|_PORT_\d+_(TCP|UDP|SCTP)/;
const SERVICE_URL = /^(tcp|udp|sctp):\/\//;

/** A line for each variable that looks like havoc's and is none, with the one that may have been meant; no value. */
export function unknownVariables(environment: Record<string, string | undefined>): string[] {
  const known = Object.keys(environmentSchema.shape);
  const unknown = Object.entries(environment).filter(
    ([name, value = '']) =>
      name.startsWith('HAVOC_') &&
      ![...known, ...READ_ELSEWHERE].includes(name) &&
      !SERVICE_NAME.test(name) &&
      !SERVICE_URL.test(value),
  );
  return unknown.map(([name]) => {
    const [near] = nearNames(name, known);
    return `${name} is no variable of havoc's and is ignored${near ? `: was ${near} meant?` : ''}`;
  });
}
