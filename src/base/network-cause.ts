/** What to do about a failed connection, by error code. */
const REMEDIES: readonly [codes: RegExp, remedy: string][] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'the host name cannot be resolved: check the address, DNS and HTTPS_PROXY'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    'the address does not answer: check the address, the network, firewalls and HTTPS_PROXY',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
    'its certificate is not trusted: set NODE_EXTRA_CA_CERTS to a file with the certificate authority, or correct the address',
  ],
  [/SSL|TLS|EPROTO/, 'the address does not speak TLS: check the address and HTTPS_PROXY'],
];

/**
 * Explains why a request got no answer: the code and the message of the innermost error, and what to do. The message of
 * the outer error is only `fetch failed`.
 */
export function networkCauseOf(thrown: unknown): string {
  const { code, message } = innermost(thrown);
  if (code === undefined) return message;
  const said = message.includes(code) ? message : `${message} (${code})`.trimStart();
  const [, remedy] = REMEDIES.find(([codes]) => codes.test(code)) ?? [];
  return remedy === undefined ? said : `${said}; ${remedy}`;
}

interface Failure {
  name?: string;
  code?: unknown;
  message?: string;
  cause?: unknown;
  errors?: unknown[];
}

/** Finds the innermost error by its shape, since `fetch` throws errors of several classes. */
function innermost(thrown: unknown): { code: string | undefined; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { code: undefined, message: String(thrown) };
  const { name = 'Error', code, message, cause, errors }: Failure = thrown;
  // An AggregateError has one error for each IP address of the host name.
  if (Array.isArray(errors) && errors.length > 0) return innermost(errors[0]);
  if (typeof cause === 'object' && cause !== null) return innermost(cause);
  const known = typeof code === 'string' ? code : undefined;
  return { code: known, message: message || (known === undefined ? name : '') };
}
