import { environmentSchema } from '../config.js';
import { nearNames } from './call/near-names.js';

/** Variables of the client and of other commands. They are no mistake in the sidecar's environment. */
const READ_ELSEWHERE = ['HAVOC_DATA_DIR', 'HAVOC_GRPC_CA', 'HAVOC_SLACK_PORT'];
/** Variables that Kubernetes sets for a Service whose name begins with havoc. */
const SERVICE_NAME = /_SERVICE_(HOST|PORT)|_PORT_\d+_(TCP|UDP|SCTP)/;
const SERVICE_URL = /^(tcp|udp|sctp):\/\//;

/** A warning for each variable that begins with HAVOC_ and is unknown. It names a similar variable, but no value. */
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
    return `${name} is not a variable of havoc, and is ignored.${near ? ` Did you mean ${near}?` : ''}`;
  });
}
