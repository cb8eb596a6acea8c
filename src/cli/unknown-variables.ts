import { nearNames } from '../base/index.js';
import { environmentSchema } from '../config.js';

/** Variables of the client and of other commands. The sidecar's environment may contain them. */
const READ_ELSEWHERE = ['HAVOC_DATA_DIR', 'HAVOC_GRPC_CA', 'HAVOC_SLACK_PORT'];
/** Variables that Kubernetes sets for a Service whose name begins with havoc. */
const SERVICE_NAME = /_SERVICE_(HOST|PORT)|_PORT_\d+_(TCP|UDP|SCTP)/;
const SERVICE_URL = /^(tcp|udp|sctp):\/\//;

/**
 * Returns a warning for each unknown variable that begins with HAVOC_. A warning names a similar variable, if there is
 * one. It does not show the value, which may be a secret.
 */
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
    return `${name} is not a variable of havoc, so havoc ignores it.${near ? ` Did you mean ${near}?` : ''}`;
  });
}
