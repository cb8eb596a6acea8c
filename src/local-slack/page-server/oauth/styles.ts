/** The stylesheet of the OAuth pages. Its colours are those of the page: src/local-slack-page/styles/tokens.css. */
export const STYLES = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #1a1d21);
  --raised: light-dark(#ffffff, #222529);
  --sunken: light-dark(#f8f8f8, #222529);
  --text: light-dark(#1d1c1d, #d1d2d3);
  --quiet: light-dark(#616061, #ababad);
  --line: light-dark(rgb(29 28 29 / 13%), rgb(232 232 232 / 13%));
  --line-strong: light-dark(rgb(29 28 29 / 32%), rgb(232 232 232 / 34%));
  --accent: light-dark(#1264a3, #1d9bd1);
  --green: #007a5a;
  --frame: light-dark(#4a154b, #1b0a1d);
  --focus: 0 0 0 1px rgb(18 100 163), 0 0 0 5px rgb(29 155 209 / 30%);
}
*, *::before, *::after { box-sizing: border-box; }
body {
  min-height: 100vh;
  margin: 0;
  padding: 32px 16px;
  display: grid;
  place-items: start center;
  background: var(--frame);
  color: var(--text);
  font: 15px / 1.46668 "Slack-Lato", Lato, "Helvetica Neue", Helvetica, "Segoe UI", Arial, sans-serif;
}
main {
  width: 100%;
  max-width: 560px;
  padding: 28px 32px;
  border-radius: 12px;
  background: var(--ground);
}
header { display: flex; align-items: center; gap: 16px; margin-bottom: 20px; }
h1 { margin: 0; font-size: 22px; line-height: 1.25; }
h2, legend { padding: 0; margin: 0 0 6px; font-size: 15px; font-weight: 700; }
p { margin: 0; }
header p, small, .quiet { color: var(--quiet); font-size: 13px; }
.icon {
  flex: none;
  width: 52px;
  height: 52px;
  padding: 10px;
  border-radius: 11px;
  background: linear-gradient(135deg, #36a7d9, #2a7fb8 45%, #5a4fcf);
  color: #fff;
  fill: currentcolor;
}
.icon-wrong { background: #e01e5a; fill: none; stroke: currentcolor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
fieldset, section { margin: 0 0 20px; padding: 0; border: 0; }
.place { padding: 10px 14px; border: 1px solid var(--line-strong); }
.place:first-of-type { border-radius: 8px 8px 0 0; }
.place:last-of-type { border-radius: 0 0 8px 8px; }
.place:first-of-type:last-of-type { border-radius: 8px; }
.place + .place { border-top: 0; }
.place:has(> label input:checked) { background: var(--sunken); }
.who { display: none; grid-template-columns: auto 1fr; align-items: center; gap: 8px 12px; margin: 10px 0 4px 26px; }
.place:has(> label input:checked) .who { display: grid; }
.choice { display: flex; align-items: baseline; gap: 10px; cursor: pointer; }
.choice input { flex: none; width: 16px; height: 16px; margin: 0; translate: 0 2px; accent-color: var(--accent); }
.choice small { margin-left: auto; }
select {
  width: 100%;
  padding: 6px 10px;
  border: 1px solid var(--line-strong);
  border-radius: 8px;
  background: var(--raised);
  color: inherit;
  font: inherit;
}
ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 8px; }
li { padding: 8px 14px; }
li + li { border-top: 1px solid var(--line); }
code { font: 12px Monaco, Menlo, Consolas, "Liberation Mono", monospace; color: var(--quiet); }
li code { display: block; }
footer { display: flex; flex-direction: row-reverse; gap: 12px; }
button {
  height: 40px;
  padding: 0 18px;
  border: 1px solid var(--line-strong);
  border-radius: 8px;
  background: var(--raised);
  color: inherit;
  font: inherit;
  font-weight: 700;
  cursor: pointer;
}
button.primary { border-color: transparent; background: var(--green); color: #fff; }
:focus { outline: none; }
:focus-visible { box-shadow: var(--focus); border-radius: 8px; }
`;
