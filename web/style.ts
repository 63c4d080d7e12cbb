/** The one style sheet. Colours are named once, each for light and dark; everything else follows from them. */
export const style = `:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f5, #10171a);
  --surface: light-dark(#ffffff, #172126);
  --sunken: light-dark(#eaeeeb, #1d2a30);
  --line: light-dark(#dde3df, #2a383e);
  --text: light-dark(#17211f, #e6eceb);
  --quiet: light-dark(#586664, #98a8a6);
  --accent: light-dark(#0f6b64, #5cc7bb);
  --warm: light-dark(#b45309, #f0b455);
  --bad: light-dark(#b3261e, #ff8d84);
  --good: light-dark(#2f7d3b, #7fcf8b);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--text); }
a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: 3px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1 { font-size: 1.7rem; line-height: 1.2; letter-spacing: -.015em; margin: 0; overflow-wrap: anywhere; text-wrap: balance; }
h2 { font-size: 1.05rem; margin: 0; letter-spacing: -.005em; }
h3 { font-size: .95rem; margin: 0; }
p { margin: 0; }
ul, ol, dl, dd { margin: 0; padding: 0; list-style: none; }
code { font: .85em ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; }
.quiet { color: var(--quiet); }
.small { font-size: .85rem; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: .5rem; z-index: 2; background: var(--surface); padding: .4rem .8rem; }

.top { border-bottom: 1px solid var(--line); background: var(--surface); }
.bar, main { max-width: 1140px; margin: 0 auto; padding: 0 1.25rem; }
.bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem; min-height: 3.4rem; flex-wrap: wrap; }
.brand { display: inline-flex; align-items: center; gap: .55rem; font-weight: 650; font-size: 1.1rem; color: inherit; text-decoration: none; letter-spacing: -.01em; }
.mark { width: 1.7rem; height: 1.7rem; fill: none; stroke: var(--accent); stroke-width: 2.4; stroke-linecap: round; }
.mark .dot { fill: var(--warm); stroke: none; }
nav a { color: var(--quiet); text-decoration: none; padding: .5rem 0; margin-left: 1.25rem; font-size: .9rem; }
nav a:hover { color: var(--accent); text-decoration: underline; }
main { padding-top: 2rem; padding-bottom: 4rem; }
main > section, main > header { margin-bottom: 2.75rem; }
.crumbs { font-size: .85rem; color: var(--quiet); margin-bottom: .4rem; overflow-wrap: anywhere; }
.crumbs a { color: inherit; }
.head { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; margin-bottom: .9rem; flex-wrap: wrap; }
.links { display: flex; gap: 1rem; flex-wrap: wrap; font-size: .85rem; }
.offline { position: fixed; inset: auto 0 0 0; padding: .6rem; text-align: center; background: var(--warm); color: light-dark(#fff, #201400); font-size: .9rem; }

.hero { display: grid; grid-template-columns: minmax(0, 5fr) minmax(0, 7fr); gap: 2.5rem; align-items: center; }
.hero .lead { color: var(--quiet); margin: .6rem 0 1.6rem; max-width: 42ch; }
.facts { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.1rem 1.5rem; }
.facts div { border-top: 1px solid var(--line); padding-top: .55rem; }
.facts dt { font-size: .8rem; color: var(--quiet); }
.facts dd { font-size: 1.5rem; line-height: 1.2; font-variant-numeric: tabular-nums; letter-spacing: -.02em; }
.facts a { color: inherit; }
.facts .alarm dd { color: var(--bad); }

.map { display: block; width: 100%; height: auto; background: var(--sunken); border: 1px solid var(--line); border-radius: 10px; }
.map .line { stroke: var(--quiet); stroke-opacity: .28; stroke-width: 1; vector-effect: non-scaling-stroke; }
.map text { fill: var(--quiet); font-size: 11px; paint-order: stroke; stroke: var(--sunken); stroke-width: 3px; stroke-linejoin: round; }
.map .foot { fill: var(--accent); fill-opacity: .08; stroke: var(--accent); stroke-width: 1.4; vector-effect: non-scaling-stroke; }
.map .pictured { fill-opacity: 0; }
.map a:hover .foot, .map a:focus .foot { stroke: var(--warm); stroke-width: 3; }
.map .area { fill: none; stroke: var(--warm); stroke-width: 2; stroke-dasharray: 6 4; vector-effect: non-scaling-stroke; }

.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 1.1rem; }
.card { display: flex; flex-direction: column; position: relative; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; overflow: hidden; min-width: 0; }
.card:hover { border-color: var(--accent); }
.card .picture { aspect-ratio: 4 / 3; background: var(--sunken); display: grid; place-items: center; overflow: hidden; }
.card img { width: 100%; height: 100%; object-fit: cover; display: block; }
.card .text { padding: .7rem .85rem .8rem; display: grid; gap: .2rem; min-width: 0; }
.card h3 a { color: inherit; text-decoration: none; overflow-wrap: anywhere; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; }
.card h3 a::after { content: ""; position: absolute; inset: 0; }
.card .meta { display: flex; align-items: center; justify-content: space-between; gap: .6rem; color: var(--quiet); font-size: .82rem; }
.outline { width: 1.9rem; height: 1.9rem; flex: none; fill: var(--accent); fill-opacity: .12; stroke: var(--accent); stroke-width: 1.5; }

.rows { border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
.rows > li { padding: .85rem 1rem; display: grid; gap: .3rem; }
.rows > li + li { border-top: 1px solid var(--line); }
.rows .first { display: flex; justify-content: space-between; align-items: baseline; gap: 1rem; flex-wrap: wrap; }
.rows h3 { overflow-wrap: anywhere; }
.empty { border: 1px dashed var(--line); border-radius: 10px; padding: 1.1rem; color: var(--quiet); font-size: .9rem; }
.state { font-size: .78rem; padding: .1rem .55rem; border-radius: 99px; background: var(--sunken); color: var(--quiet); white-space: nowrap; }
.state-running, .state-cancelling { color: var(--warm); }
.state-succeeded { color: var(--good); }
.state-failed { color: var(--bad); }
.error { color: var(--bad); font-size: .85rem; overflow-wrap: anywhere; }
progress { appearance: none; width: 100%; height: .5rem; border: 0; border-radius: 99px; overflow: hidden; background: var(--sunken); display: block; }
progress::-webkit-progress-bar { background: var(--sunken); }
progress::-webkit-progress-value { background: var(--accent); border-radius: 99px; transition: width .6s ease; }
progress::-moz-progress-bar { background: var(--accent); border-radius: 99px; }

.two { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 2.75rem 2rem; align-items: start; }
.subject { display: grid; grid-template-columns: minmax(0, 256px) minmax(0, 1fr); gap: 1.5rem; align-items: start; }
.subject .shot { width: 100%; border-radius: 10px; border: 1px solid var(--line); background: var(--sunken); display: block; aspect-ratio: 1; object-fit: contain; }
.scroll { overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--surface); }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
th, td { text-align: left; padding: .5rem .9rem; vertical-align: top; border-top: 1px solid var(--line); }
thead th { border-top: 0; color: var(--quiet); font-weight: 500; font-size: .8rem; white-space: nowrap; }
tbody:first-child tr:first-child > * { border-top: 0; }
tbody th { font-weight: 500; white-space: nowrap; }
td { overflow-wrap: anywhere; }
.wide td, .wide th { overflow-wrap: normal; white-space: nowrap; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.plain { columns: 2; font-size: .88rem; }
.plain li { overflow-wrap: anywhere; break-inside: avoid; padding: .1rem 0; }
.pager { display: flex; gap: 1.25rem; margin-top: 1.25rem; }

@media (max-width: 820px) {
  .hero, .two { grid-template-columns: minmax(0, 1fr); gap: 1.75rem; }
}
@media (max-width: 560px) {
  main { padding-top: 1.4rem; }
  .bar, main { padding-left: 1rem; padding-right: 1rem; }
  nav a { margin: 0 1.1rem 0 0; }
  .bar { padding-top: .5rem; padding-bottom: .25rem; gap: 0 1rem; }
  h1 { font-size: 1.4rem; }
  .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; }
  .map text { font-size: 17px; }
  .subject, .plain { grid-template-columns: minmax(0, 1fr); columns: 1; }
  .subject .shot { max-width: 256px; }
}
@media (prefers-reduced-motion: reduce) {
  progress::-webkit-progress-value { transition: none; }
}
`;
