/** What people can do about a connection that did not come about, by the code of its error. */
const REMEDIES: readonly [codes: RegExp, remedy: string][] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'the name is not resolved: check the address, DNS and HTTPS_PROXY'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/,
    'nothing answers there: check the address, the network, firewalls and HTTPS_PROXY',
  ],
  [
    /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)/,
    'its certificate is not trusted: name the authority in NODE_EXTRA_CA_CERTS, or correct the address',
  ],
  [/SSL|TLS|EPROTO/, 'no TLS is spoken there: check the address and HTTPS_PROXY'],
];

/**
 * Why a request got no answer, for people: the code of the innermost error, its message, and what to do. `fetch` itself
 * says no more than `fetch failed`.
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

/** By their shape, since the errors of fetch are of several kinds. */
function innermost(thrown: unknown): { code: string | undefined; message: string } {
  if (typeof thrown !== 'object' || thrown === null) return { code: undefined, message: String(thrown) };
  const { name = 'Error', code, message, cause, errors }: Failure = thrown;
  // One error for each address of the name.
  if (Array.isArray(errors) && errors.length > 0) return innermost(errors[0]);
  if (typeof cause === 'object' && cause !== null) return innermost(cause);
  const known = typeof code === 'string' ? code : undefined;
  return { code: known, message: message || (known === undefined ? name : '') };
}
