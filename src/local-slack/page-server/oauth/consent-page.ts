import type { Consent, ConsentScope } from '../../oauth/consent.js';
import { toDocument } from './document.js';
import { type Html, html } from './html.js';

/** A workspace or an organisation in which the app can be installed. */
interface Place {
  id: string;
  name: string;
  kind: string;
  people: Consent['workspaces'][number]['people'];
  channels: Consent['workspaces'][number]['channels'];
}

/**
 * The page on which a person decides whether to install an app, and where.
 *
 * The form has the fields `decision` (`allow` or `deny`), `place`, `bot_scope` and `user_scope` (the optional scopes that
 * the person grants), and for each place `person:…` and `channel:…`.
 *
 * @param action where the form is sent
 * @param wanted id of the place that is chosen at first
 */
export function consentPage(
  consent: Consent,
  { action, wanted }: { action: string; wanted?: string },
): string {
  const { app, bot_scopes, user_scopes } = consent;
  const places = placesOf(consent);
  const possible = places.filter(({ people }) => people.length > 0);
  const chosen = possible.find(({ id }) => id === wanted) ?? possible[0];
  const content = html`<form method="post" action="${action}">
<header>
<svg class="icon" viewBox="0 0 20 20" aria-hidden="true"><path d="M11 3L5 11.5h4.5L9 17l6-8.5h-4.5z"/></svg>
<div>
<h1>${app.name} is requesting permission to access Slack</h1>
<p>Allowing it installs the app, and gives it the tokens for what is listed here.</p>
</div>
</header>
<fieldset>
<legend>Where should ${app.name} be installed?</legend>
${places.map((place) => placeChoice(place, { isChosen: place === chosen, needsChannel: consent.needs_channel }))}
</fieldset>
${scopeList({ title: `What its bot will be able to do`, field: 'bot_scope', scopes: bot_scopes })}
${scopeList({ title: `What ${app.name} will be able to do on your behalf`, field: 'user_scope', scopes: user_scopes })}
<footer>
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Cancel</button>
</footer>
</form>`;
  return toDocument(`Install ${app.name}`, content);
}

function placesOf({ workspaces, organisations }: Consent): Place[] {
  return [
    ...workspaces.map((one) => ({ ...one, kind: 'Workspace' })),
    ...organisations.map((one) => ({ ...one, kind: 'Organisation', channels: [] })),
  ];
}

function placeChoice(
  { id, name, kind, people, channels }: Place,
  { isChosen, needsChannel }: { isChosen: boolean; needsChannel: boolean },
): Html {
  const canInstall = people.length > 0;
  return html`<div class="place">
<label class="choice">
<input type="radio" name="place" value="${id}" required${isChosen && html` checked`}${!canInstall && html` disabled`}>
<span>${name}</span><small>${canInstall ? kind : `${kind} without an admin`}</small>
</label>
<div class="who">
<label for="person:${id}">Install as</label>
<select id="person:${id}" name="person:${id}">${people.map((one) => option(one.id, one.real_name))}</select>
${
  needsChannel &&
  channels.length > 0 &&
  html`<label for="channel:${id}">Post to</label>
<select id="channel:${id}" name="channel:${id}">${channels.map((one) => option(one.id, `#${one.name}`))}</select>`
}
</div>
</div>`;
}

function option(value: string, text: string): Html {
  return html`<option value="${value}">${text}</option>`;
}

/** A list of scopes, those that can be refused with a checkbox. Nothing if there are none. */
function scopeList({
  title,
  field,
  scopes,
}: {
  title: string;
  field: string;
  scopes: ConsentScope[];
}): Html | false {
  if (scopes.length === 0) return false;
  return html`<section aria-labelledby="${field}">
<h2 id="${field}">${title}</h2>
<ul>${scopes.map((one) => html`<li>${one.optional ? optionalScope(field, one) : describedScope(one)}</li>`)}</ul>
</section>`;
}

function describedScope({ scope, description }: ConsentScope): Html {
  return html`${description}<code>${scope}</code>`;
}

function optionalScope(field: string, one: ConsentScope): Html {
  return html`<label class="choice">
<input type="checkbox" name="${field}" value="${one.scope}" checked>
<span>${describedScope(one)}</span><small>Optional</small>
</label>`;
}
