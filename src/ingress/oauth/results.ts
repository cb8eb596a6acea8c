import { HavocError } from '../../base/index.js';
import type { Failure } from './failures.js';
import {
  fillPage,
  GIVEN_POLICY,
  NO_VALUES,
  OWN_POLICY,
  type PageValues,
  renderPage,
  unknownPlaceholders,
} from './template.js';

/** What the browser shows when an installation ends. At most one of URL and page is given for each end. */
export interface ResultOptions {
  /** HAVOC_OAUTH_SUCCESS_URL: where the browser goes after a success, instead of havoc's page. */
  successUrl?: string;
  failureUrl?: string;
  /** The content of HAVOC_OAUTH_SUCCESS_PAGE: HTML with placeholders. */
  successPage?: string;
  failurePage?: string;
}

/** The part of an answer that the browser sees. */
export interface Shown {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Results {
  success(values: Partial<PageValues>): Shown;
  /** @param error the code that the page and the URL show */
  failure(failure: Failure, values: Partial<PageValues> & { error: string }): Shown;
}

/** The headers of every answer. `no-referrer` keeps state and code from the next page. */
const SAFE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'content-security-policy': OWN_POLICY,
};

/** @throws HavocError `oauth.unknown_placeholder` (invalid_argument) */
export function createResults(options: ResultOptions): Results {
  const { successUrl, failureUrl, successPage, failurePage } = options;
  checkPage('HAVOC_OAUTH_SUCCESS_PAGE', successPage);
  checkPage('HAVOC_OAUTH_FAILURE_PAGE', failurePage);

  function show(
    values: PageValues,
    { url, page, status }: { url?: string; page?: string; status: number },
  ): Shown {
    if (url !== undefined) return redirectTo(withResult(url, values));
    const headers = { ...SAFE, 'content-type': 'text/html; charset=utf-8' };
    if (page === undefined) return { status, headers, body: renderPage(values) };
    return {
      status,
      headers: { ...headers, 'content-security-policy': GIVEN_POLICY },
      body: fillPage(page, values),
    };
  }

  return {
    success: (values) => show(filled(values), { url: successUrl, page: successPage, status: 200 }),
    failure: ({ status, title, message }, values) =>
      show(filled({ title, message, ...values }), { url: failureUrl, page: failurePage, status }),
  };
}

export function redirectTo(url: string): Shown {
  return { status: 302, headers: { ...SAFE, location: url }, body: '' };
}

/** Returns an empty answer, for HEAD where GET would change something. */
export function nothing(): Shown {
  return { status: 200, headers: SAFE, body: '' };
}

function filled(values: Partial<PageValues>): PageValues {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return { ...NO_VALUES, ...Object.fromEntries(given) };
}

/** Adds the result of an installation to the URL of a page of the app. */
function withResult(url: string, { team_id, enterprise_id, error }: PageValues): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries({ team: team_id, enterprise: enterprise_id, error }))
    if (value !== '') target.searchParams.set(name, value);
  return target.href;
}

function checkPage(variable: string, page = ''): void {
  const [unknown] = unknownPlaceholders(page);
  if (unknown === undefined) return;
  throw new HavocError({
    kind: 'invalid_argument',
    code: 'oauth.unknown_placeholder',
    message:
      `The file of ${variable} has the placeholder {{${unknown}}}, which havoc does not know. ` +
      `Use only ${Object.keys(NO_VALUES).join(', ')}.`,
  });
}
