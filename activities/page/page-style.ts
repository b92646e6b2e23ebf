/** The page's style sheet: light and dark by the reader's setting, and ink on paper when printed. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#ffffff, #14181d);
  --raised: light-dark(#f6f8f9, #1b2127);
  --ink: light-dark(#1b2530, #e4e9ed);
  --muted: light-dark(#5c6975, #98a5b0);
  --line: light-dark(#e4e8ec, #2b333b);
  --accent: light-dark(#0b7285, #3bc9db);
  --better: var(--accent);
  --worse: light-dark(#c92a2a, #ff8787);
  --series-0: light-dark(#0b7285, #3bc9db);
  --series-1: light-dark(#d9480f, #ffa94d);
  --series-2: light-dark(#6741d9, #b197fc);
  --series-3: light-dark(#2b8a3e, #8ce99a);
  --series-4: light-dark(#c2255c, #faa2c1);
  --series-5: light-dark(#b08500, #ffe066);
  --series-6: light-dark(#1864ab, #74c0fc);
  --series-7: light-dark(#495057, #ced4da);
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 3rem 1.5rem 4rem; max-width: 60rem;
  background: var(--paper); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
}
header p, figcaption, footer, .note { color: var(--muted); }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; font-weight: 650; }
header p { margin: 0.4rem 0 0; }
h2 { margin: 3rem 0 0.75rem; font-size: 1.2rem; letter-spacing: -0.01em; font-weight: 650; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; margin-top: 1.75rem; }
.tile { padding: 0.9rem 1.1rem 1rem; border-radius: 0.6rem; background: var(--raised); border: 1px solid var(--line); }
.tile > * { display: block; }
.tile span, .tile small { color: var(--muted); font-size: 0.85rem; }
.tile strong { font-size: 1.9rem; line-height: 1.25; font-weight: 620; font-variant-numeric: tabular-nums; letter-spacing: -0.02em; }
table.metrics { width: 100%; border-collapse: collapse; font-size: 0.95rem; }
.metrics th, .metrics td { padding: 0.45rem 0.75rem 0.45rem 0; text-align: left; border-bottom: 1px solid var(--line); }
.metrics thead th { color: var(--muted); font-weight: 500; font-size: 0.85rem; }
.metrics th[scope] { font-weight: 500; }
.metrics :is(th, td):nth-child(2), .metrics :is(th, td):nth-child(3) { text-align: right; vertical-align: top; font-variant-numeric: tabular-nums; width: 8.5rem; }
.metrics :is(th, td):nth-child(3) { color: var(--muted); padding-right: 1.75rem; }
.metrics :is(th, td):nth-child(4) { width: 40%; padding-right: 0; }
table.slices { width: 100%; border-collapse: collapse; font-size: 0.95rem; margin-top: 0.75rem; }
.slices th, .slices td { padding: 0.45rem 1rem 0.45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
.slices thead th { color: var(--muted); font-weight: 500; font-size: 0.85rem; }
.slices th[scope] { font-weight: 500; }
.slices tfoot :is(th, td) { border-bottom: 0; font-weight: 600; }
td small { display: block; color: var(--muted); font-size: 0.78rem; font-weight: 400; white-space: nowrap; }
.bar { position: relative; display: block; height: 0.6rem; border-radius: 0.3rem; background: var(--line); }
.bar b { display: block; height: 100%; border-radius: 0.3rem; background: var(--better); }
.bar b.worse { background: var(--worse); }
.bar i { position: absolute; top: -0.2rem; bottom: -0.2rem; width: 2px; margin-left: -1px; background: var(--ink); }
span.better { color: var(--better); } span.worse { color: var(--worse); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: 2rem; }
figure { margin: 0; break-inside: avoid; }
figure h3 { margin: 0 0 0.5rem; font-size: 1rem; font-weight: 600; }
figure svg { max-width: 100%; height: auto; }
figcaption { margin-top: 0.4rem; font-size: 0.85rem; line-height: 1.45; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin: 0 0 1rem; padding: 0; list-style: none; font-size: 0.9rem; }
.legend i { display: inline-block; width: 0.8rem; height: 0.8rem; margin-right: 0.45rem; border-radius: 0.2rem; vertical-align: -0.05rem; }
footer { margin-top: 3.5rem; padding-top: 1rem; border-top: 1px solid var(--line); font-size: 0.8rem; overflow-wrap: anywhere; }
@media print {
  :root { color-scheme: light; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  .tile, .bar, .bar b, .legend i { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; }
}
`;
