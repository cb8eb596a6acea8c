import { BODY_LIMIT_BYTES } from './http-ingress.js';
import { FORM } from './signed.js';
import { EVENT, type Refusals, withBody, withHeaders } from './signed-request.js';

/** Requests with a correct signature and an unreadable body. */
export const REFUSED_BODIES: readonly Refusals[] = [
  {
    status: 415,
    code: 'body.content_type',
    of: [
      ['no content type', () => withHeaders({ 'content-type': undefined }), /application\/json/],
      ['plain text', () => withBody(EVENT, 'text/plain'), /application\/json/],
      ['XML', () => withBody('<a/>', 'application/xml'), /application\/json/],
      ['a multipart form', () => withBody('--x--', 'multipart/form-data; boundary=x'), /application\/json/],
    ],
  },
  {
    status: 415,
    code: 'body.content_encoding',
    of: ['gzip', 'br', 'GZIP', 'identity, deflate'].map((encoding) => [
      `the content encoding ${encoding}`,
      () => withHeaders({ 'content-encoding': encoding }),
      new RegExp(`content encoding is ${encoding}:`),
    ]),
  },
  {
    status: 400,
    code: 'body.empty',
    of: [
      ['an empty body', () => withBody(''), /empty/],
      ['an empty form', () => withBody('', FORM), /empty/],
    ],
  },
  {
    status: 400,
    code: 'body.json',
    of: [
      ['half an object', () => withBody(EVENT.slice(0, -1)), /well-formed JSON/],
      ['two objects', () => withBody(EVENT + EVENT), /well-formed JSON/],
      ['a list', () => withBody(`[${EVENT}]`), /must be a JSON object/],
      ['null', () => withBody('null'), /must be a JSON object/],
      ['text', () => withBody('"hello"'), /must be a JSON object/],
      ['a byte-order mark', () => withBody(`\uFEFF${EVENT}`), /well-formed JSON/],
      ['a payload that is not JSON', () => withBody('payload=hello', FORM), /payload is not well-formed/],
      ['a payload that is a list', () => withBody('payload=%5B%5D', FORM), /payload must be a JSON object/],
    ],
  },
  {
    status: 400,
    code: 'body.encoding',
    of: [['bytes that are not UTF-8', () => withBody(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d])), /UTF-8/]],
  },
  {
    status: 400,
    code: 'body.form',
    of: [['a broken escape in a form', () => withBody('command=%2', FORM), /percent escape/]],
  },
  {
    status: 400,
    code: 'body.repeated_field',
    of: [['a form field twice', () => withBody('payload=%7B%7D&payload=%7B%7D', FORM), /twice/]],
  },
  {
    status: 413,
    code: 'body.too_large',
    of: [['a body over the limit', () => withBody(`{"a":"${'x'.repeat(BODY_LIMIT_BYTES)}"}`), /larger/]],
  },
];
