import { checkUrl } from '../../src/db/check-url.js';
import { openDatabase } from '../../src/db/index.js';

const HERE = import.meta.filename;

test.each([
  'postgresql://a',
  ' postgresql://me:secret@host/havoc\n',
  'postgres://me:pass%2Fword@host:5432/havoc?application_name=a@b',
  'postgresql://me:100%zz@host/havoc?options=-c search_path=x',
  'postgresql://me:p@ss=@host/havoc',
  'postgresql://me:secret@/havoc?host=/var/run/postgresql&port=5433',
  'postgresql:///havoc?host=/var/run/postgresql',
  'postgresql://host/havoc?user=me@host&password=secret',
  'postgresql://[::1]:5432/havoc?sslmode=no-verify',
  `postgresql://me@host/havoc?sslmode=verify-full&sslrootcert=${HERE}&sslcert=${HERE}&sslkey=${HERE}`,
])('%j is accepted', (url) => {
  expect(() => checkUrl(url)).not.toThrow();
});

test.each([
  ['postgresql://me:secret@host:port/havoc', /^DATABASE_URL.* is not a URL such as postgresql:/],
  ['postgresql://me:secret/x@host/havoc', /%2F for \//],
  ['postgresql://me:1/secret@host/havoc', /%2F for \//],
  ['postgresql://me:1#secret@host/havoc', /%23 for #/],
  ['postgresql://host=db password=secret', /is not a URL/],
  ['postgresql://me:secret@host/100%E0%A4', /is not a URL/],
  ['postgresql://me:secret@host/havoc?sslrootcert=/no/such', /'\/no\/such'.*correct sslrootcert/],
  ['postgresql://me:secret@host/havoc?sslcert=/no/such', /'\/no\/such'.*sslcert/],
  ['postgresql://me:secret@host/havoc?sslkey=/', /EISDIR.*sslkey\.$/],
])('checkUrl and openDatabase refuse %s, and the error contains no secret', (url, message) => {
  for (const refuse of [checkUrl, () => openDatabase({ url })]) {
    const refused = expect.objectContaining({
      kind: 'invalid_argument',
      code: 'db.bad_url',
      message: expect.stringMatching(message),
    });
    expect(() => refuse(url)).toThrow(refused);
    expect(() => refuse(url)).not.toThrow('secret');
  }
});
