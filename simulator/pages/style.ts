import { createHash } from "node:crypto";

/**
 * The stylesheet of every simulator page. Paper and amber on purpose: nobody should take these pages for Actionstep's
 * own, nor for the gateway's.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #f7f3ea; --sheet: #fffdf8; --ink: #2a241c; --soft: #655b4c; --line: #ddd3c0;
  --accent: #8a4a06; --accent-hover: #6d3a04; --on-accent: #ffffff; --wash: #f6ead3;
  --stripe-a: #e9b44c; --stripe-b: #2a241c; --problem: #9b1c1c; --problem-wash: #fbe9e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #17140f; --sheet: #211d16; --ink: #f1eadc; --soft: #b9ae9a; --line: #403828;
    --accent: #f0b651; --accent-hover: #ffcd78; --on-accent: #221a0b; --wash: #33290f;
    --stripe-a: #c08a22; --stripe-b: #17140f; --problem: #ffb4a8; --problem-wash: #3b1a15;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; min-height: 100vh; background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
h1, h2 { font-family: ui-serif, Georgia, Cambria, "Times New Roman", serif; font-weight: 600; line-height: 1.25; margin: 0; text-wrap: balance; }
h1 { font-size: 1.75rem; }
h2 { font-size: 1.15rem; }
p { margin: 0; }
a { color: var(--accent); text-underline-offset: 0.15em; }
a:hover { color: var(--accent-hover); }
code, .code { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 0.875em; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }

.ribbon {
  height: 10px;
  background: repeating-linear-gradient(135deg, var(--stripe-a) 0 14px, var(--stripe-b) 14px 28px);
}
.ribbon-note { background: var(--wash); border-bottom: 1px solid var(--line); padding: 0.6rem 1.25rem; text-align: center; font-size: 0.9rem; }
.ribbon-note strong { letter-spacing: 0.04em; }
main { width: min(100% - 2rem, 34rem); margin: 2.5rem auto 3rem; display: grid; gap: 1.5rem; }
main.wide { width: min(100% - 2rem, 60rem); }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 1.75rem; display: grid; gap: 1.25rem; align-content: start; }
.sheet.flow { display: block; }
.sheet.flow > * + * { margin-top: 1.25rem; }
main > header { display: grid; gap: 0.4rem; }
.lead { color: var(--soft); }
.pair { display: grid; gap: 1.5rem; align-items: start; }
@media (min-width: 52rem) { .pair { grid-template-columns: 5fr 6fr; } }

form { display: grid; gap: 1rem; margin: 0; }
.field { display: grid; gap: 0.35rem; }
label { font-weight: 600; }
input[type="text"], input[type="password"] {
  font: inherit; color: inherit; background: var(--paper); width: 100%; padding: 0.6rem 0.75rem; border: 1px solid var(--soft); border-radius: 6px;
}
input[readonly] { border-style: dashed; }
button, .button {
  font: inherit; font-weight: 600; cursor: pointer; padding: 0.65rem 1.25rem; border-radius: 6px; border: 1px solid var(--accent);
  background: var(--accent); color: var(--on-accent); text-align: center;
}
button:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
button.quiet { background: transparent; color: var(--accent); }
button.quiet:hover { background: var(--wash); color: var(--accent-hover); }
.problem { border-left: 4px solid var(--problem); background: var(--problem-wash); color: var(--problem); padding: 0.7rem 0.9rem; border-radius: 0 6px 6px 0; }

.people { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.6rem; }
.person {
  width: 100%; display: grid; grid-template-columns: auto 1fr; gap: 0.1rem 0.9rem; align-items: center; text-align: left; font-weight: 400;
  background: transparent; color: var(--ink); border: 1px solid var(--line); padding: 0.7rem 0.9rem;
}
button.person:hover { background: var(--wash); border-color: var(--accent); color: var(--ink); }
.person .initials {
  grid-row: span 2; width: 2.5rem; height: 2.5rem; border-radius: 50%; display: grid; place-items: center;
  background: var(--wash); color: var(--accent); font-weight: 700; font-size: 0.85rem;
}
.person .who { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 0.75rem; }
.person .name { font-weight: 600; }
.person .firm { color: var(--soft); font-size: 0.9rem; grid-column: 2; }
.person .code { color: var(--soft); }

fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: 0.6rem; }
legend { padding: 0; margin-bottom: 0.5rem; font-weight: 600; }
.option { display: flex; gap: 0.75rem; align-items: center; border: 1px solid var(--line); border-radius: 6px; padding: 0.7rem 0.9rem; font-weight: 400; cursor: pointer; }
.option:hover, .option:has(:checked) { background: var(--wash); border-color: var(--accent); }
.option input { accent-color: var(--accent); width: 1.1rem; height: 1.1rem; margin: 0; flex: none; }
.option .code { color: var(--soft); margin-left: auto; }

.parties { display: grid; grid-template-columns: auto 1fr; gap: 0.35rem 1rem; margin: 0; }
.parties dt { color: var(--soft); }
.parties dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.scopes { list-style: none; margin: 0; padding: 0; display: grid; gap: 0 2rem; }
@media (min-width: 52rem) { .scopes { grid-template-columns: 1fr 1fr; } }
.scopes li { border-top: 1px solid var(--line); padding: 0.7rem 0; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; align-content: start; gap: 0 1rem; }
.scopes .title { font-weight: 600; }
.scopes .code { color: var(--soft); }
.scopes .what { flex: 1 0 100%; color: var(--soft); font-size: 0.925rem; overflow-wrap: anywhere; }
.sheet > .decide {
  position: sticky; bottom: 0; background: var(--sheet); border-top: 1px solid var(--line); margin: 1.25rem -1.75rem -1.75rem; padding: 1rem 1.75rem;
  border-radius: 0 0 10px 10px; display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center;
}
.decide .switch { margin-left: auto; }

table { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
th, td { text-align: left; vertical-align: baseline; padding: 0.55rem 1rem 0.55rem 0; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--soft); font-weight: 600; font-size: 0.85rem; }
td.method { font-weight: 600; white-space: nowrap; }
@media (max-width: 40rem) {
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: block; padding: 0.6rem 0; border-top: 1px solid var(--line); }
  th, td { display: block; border: 0; padding: 0; }
}
footer { color: var(--soft); font-size: 0.875rem; text-align: center; }
`;

/** The source expression that lets a page's policy allow exactly this stylesheet. */
export const stylesheetHash = `'sha256-${createHash("sha256").update(stylesheet).digest("base64")}'`;
