/** The page's style sheet. */
export const style = /* css */ `
:root {
  color-scheme: light dark;
  --ground: #fbfbf9; --panel: #ffffff; --line: #d9d8d2; --text: #1d1f21; --soft: #5a5e63; --link: #0b57a4;
  --available: #2a7f62; --deprecated: #b7791f; --disabled: #7a7f87; --failed: #b3261e; --cancelled: #7b4fa3;
  --pending: #3b82c4; --deleting: #c2560c; --unknown: #3a3a3a; --retire: #b3261e; --keep: #2a7f62;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171a; --panel: #1d2024; --line: #363b41; --text: #e7e6e2; --soft: #a4a9b0; --link: #8cc2ff;
    --available: #56b894; --deprecated: #dba74c; --disabled: #9aa1aa; --failed: #f0756c; --cancelled: #b693dc;
    --pending: #74b0ea; --deleting: #ee8f4d; --unknown: #c9c9c9; --retire: #f0756c; --keep: #56b894;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, [tabindex]:focus-visible, summary:focus-visible
  { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--panel); padding: 0.25rem 0.75rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 2rem; padding: 0.75rem 1.5rem; border-bottom: 1px solid var(--line); background: var(--panel); }
.mark { margin: 0; font-weight: 700; letter-spacing: 0.02em; }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; margin: 0; padding: 0; }
nav a { text-decoration: none; padding: 0.25rem 0; }
nav a[aria-current] { color: var(--text); border-bottom: 3px solid var(--link); }
main { max-width: 84rem; margin: 0 auto; padding: 1rem 1.5rem 3rem; }
footer { max-width: 84rem; margin: 0 auto; padding: 0 1.5rem 2rem; color: var(--soft); font-size: 0.875rem; }
h1 { font-size: 1.6rem; margin: 0.5rem 0 0.75rem; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2rem 0 0.5rem; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: end; margin: 0 0 1rem; }
.clock { align-items: center; }
label { color: var(--soft); font-size: 0.875rem; }
.filters label { display: flex; flex-direction: column; gap: 0.15rem; }
input, select, button { font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--soft); border-radius: 4px; padding: 0.25rem 0.5rem; min-height: 2.1rem; max-width: 100%; }
button { cursor: pointer; }
.now, .none { color: var(--soft); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1rem; padding: 0; margin: 0 0 1rem; list-style: none; }
.cards li { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem 1rem; }
.cards b { display: block; font-size: 1.7rem; font-variant-numeric: tabular-nums; line-height: 1.2; }
.cards span { color: var(--soft); }
.wide { overflow-x: auto; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.75rem; border-bottom: 1px solid var(--line); }
tbody tr:last-child td, tbody tr:last-child th { border-bottom: 0; }
th { font-weight: 600; } thead th { color: var(--soft); white-space: nowrap; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.id { font-family: ui-monospace, monospace; font-size: 0.85rem; overflow-wrap: anywhere; }
td.id { min-width: 13rem; }
.detail { color: var(--soft); overflow-wrap: anywhere; }
.reasons { list-style: none; margin: 0; padding: 0; min-width: 14rem; }
.tag { white-space: nowrap; }
.tag::before { content: ""; display: inline-block; width: 0.7em; height: 0.7em; margin-right: 0.4em; border-radius: 2px; background: var(--soft); }
.available::before { background: var(--available); } .deprecated::before { background: var(--deprecated); }
.disabled::before { background: var(--disabled); } .failed::before { background: var(--failed); }
.cancelled::before { background: var(--cancelled); } .pending::before { background: var(--pending); }
.deleting::before { background: var(--deleting); } .unknown::before { background: var(--unknown); }
.retire::before { background: var(--retire); } .keep::before { background: var(--keep); }
.gone::before { background: none; border: 2px solid var(--soft); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1.25rem; margin: 0 0 1rem; }
dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 48rem) {
  .wide { border: 0; background: none; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; margin-bottom: 0.75rem; padding: 0.4rem 0; }
  td { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0.5rem; border: 0; padding: 0.2rem 0.75rem; }
  td::before { content: attr(data-title); color: var(--soft); }
  td.number { text-align: left; } td.id, .reasons { min-width: 0; }
}
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dt { margin-top: 0.5rem; } main, header, footer { padding-left: 1rem; padding-right: 1rem; } }
figure { margin: 0 0 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 0.75rem; }
figcaption { color: var(--soft); font-size: 0.875rem; }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; list-style: none; margin: 0.5rem 0 0; padding: 0; font-size: 0.875rem; }
.plot { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 0.5rem; margin-top: 0.5rem; }
.plot svg { display: block; width: 100%; }
.up { display: flex; flex-direction: column; justify-content: space-between; text-align: right; }
.along { grid-column: 2; display: flex; justify-content: space-between; }
.up, .along { color: var(--soft); font-size: 0.8rem; font-variant-numeric: tabular-nums; }
path { vector-effect: non-scaling-stroke; }
svg .axis { stroke: var(--line); stroke-width: 1; } svg .event { stroke: var(--text); stroke-width: 1.5; }
.f-available { fill: var(--available); } .f-deprecated { fill: var(--deprecated); } .f-disabled { fill: var(--disabled); }
.f-failed { fill: var(--failed); } .f-cancelled { fill: var(--cancelled); } .f-pending { fill: var(--pending); }
.f-deleting { fill: var(--deleting); } .f-unknown { fill: var(--unknown); } .f-keep { fill: var(--keep); } .f-retire { fill: var(--retire); }
svg .moment { stroke: var(--link); stroke-width: 2; stroke-dasharray: 4 3; }
.warning { border-left: 4px solid var(--deprecated); padding: 0.25rem 0.75rem; background: var(--panel); }
.problem { border-left: 4px solid var(--failed); padding: 0.25rem 0.75rem; background: var(--panel); }
`;
