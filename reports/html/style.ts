/** The look of the page. All colours are custom properties, so that dark mode and drawings follow. */
export const STYLE = `
:root {
  --page: #f4f5f7; --surface: #ffffff; --sunken: #f2f4f6; --line: #d5dae0; --strong-line: #8a94a0;
  --text: #1c2127; --muted: #56606b; --accent: #0b5cad; --accent-soft: #e3eefa;
  --good: #1a7437; --good-soft: #e3f4e8; --bad: #b3261e; --bad-soft: #fdeceb;
  --warn: #7d5200; --warn-soft: #fdf3dc; --code: #eef0f3; --shade: #00000026;
  --sans: -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #0f1317; --surface: #171c22; --sunken: #1e242b; --line: #303842; --strong-line: #6f7b88;
    --text: #e4e8ec; --muted: #a1abb6; --accent: #6fb3f5; --accent-soft: #16293c;
    --good: #57c878; --good-soft: #14291b; --bad: #ff8a80; --bad-soft: #351a1b;
    --warn: #e5b04a; --warn-soft: #2e2512; --code: #252c34; --shade: #00000080;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 var(--sans); }
main { max-width: 1058px; margin: 0 auto; padding: 32px 16px 24px; }
h1, h2, h3, h4, p, dl, dd, ul, ol, figure { margin: 0; padding: 0; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 19px; line-height: 1.3; letter-spacing: -0.005em; }
h3, h4 { font-size: 15px; line-height: 1.4; overflow-wrap: anywhere; }
code, pre { font-family: var(--mono); font-size: 0.88em; }
dd code, p code, li code { background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
h3 code, h4 code { background: none; padding: 0; font-size: 0.95em; }
a { color: var(--accent); }
a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
section, header { background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 24px; margin-bottom: 16px; scroll-margin-top: 16px; }
.lead { color: var(--muted); margin: 4px 0 18px; }
.muted { color: var(--muted); }
.icon { width: 1em; height: 1em; flex: none; fill: none; stroke: currentColor; stroke-width: 2.2; stroke-linecap: round; stroke-linejoin: round; vertical-align: -0.125em; }
.icon.warning { stroke-width: 1.6; }
.icon.good { color: var(--good); } .icon.bad { color: var(--bad); } .icon.warning { color: var(--warn); } .icon.none, .icon.unknown { color: var(--muted); }
.scroll { overflow-x: auto; background: linear-gradient(to right, var(--surface) 40%, transparent) left / 24px 100% local no-repeat, linear-gradient(to left, var(--surface) 40%, transparent) right / 24px 100% local no-repeat, linear-gradient(to right, var(--shade), transparent) left / 12px 100% scroll no-repeat, linear-gradient(to left, var(--shade), transparent) right / 12px 100% scroll no-repeat; }

.kind { color: var(--muted); font-size: 13px; }
.verdict { display: flex; align-items: center; gap: 12px; margin: 16px 0; padding: 12px 14px; border-radius: 9px; font-size: 18px; line-height: 1.35; overflow-wrap: anywhere; }
.verdict .badge { display: grid; place-items: center; flex: none; width: 30px; height: 30px; border-radius: 50%; color: var(--surface); font-size: 17px; }
.verdict .badge .icon { color: inherit; }
.verdict.passed { background: var(--good-soft); color: var(--good); } .verdict.passed .badge { background: var(--good); }
.verdict.failed, .verdict.unreachable { background: var(--bad-soft); color: var(--bad); }
.verdict.failed .badge, .verdict.unreachable .badge { background: var(--bad); }
.verdict.interrupted { background: var(--warn-soft); color: var(--warn); } .verdict.interrupted .badge { background: var(--warn); }
.meta { display: flex; flex-wrap: wrap; gap: 6px 28px; font-size: 14px; }
.meta div { display: flex; gap: 8px; }
.meta dt { color: var(--muted); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 10px; margin-top: 20px; }
.tiles a { display: flex; flex-direction: column; padding: 11px 14px; border: 1px solid var(--line); border-radius: 9px; color: inherit; text-decoration: none; min-width: 0; }
.tiles a:hover { border-color: var(--accent); }
.tiles .name, .tiles .note { color: var(--muted); font-size: 13px; }
.tiles .figure { font-size: 20px; font-weight: 600; line-height: 1.4; font-variant-numeric: tabular-nums; }
.tiles .figure .icon { font-size: 16px; vertical-align: -1px; }

.failure { border-left: 3px solid var(--bad); padding: 2px 0 2px 18px; margin-top: 22px; min-width: 0; scroll-margin-top: 16px; }
.failure h3 { font-size: 16px; }
.failure dl { display: grid; gap: 8px; margin: 12px 0; }
.failure dl div { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 12px; }
.failure dt { color: var(--muted); }
.failure dd { overflow-wrap: anywhere; }
.failure .remedy { background: var(--accent-soft); border-radius: 8px; margin: 2px 0 0 -12px; padding: 10px 12px; }
.failure .remedy dt { color: var(--text); font-weight: 600; }
.failure .remedy code { background: var(--surface); }
details { margin-top: 12px; }
summary { cursor: pointer; color: var(--muted); font-size: 14px; width: fit-content; max-width: 100%; overflow-wrap: anywhere; }
pre { margin: 8px 0 0; padding: 12px 14px; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; font-size: 12.5px; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
.left-behind { border-color: var(--warn); }
.left-behind ul { padding-left: 20px; } .left-behind li { overflow-wrap: anywhere; } .left-behind .lead { margin-bottom: 10px; }

table { border-collapse: collapse; margin-top: 10px; font-size: 14px; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 8px 20px 8px 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
thead th { color: var(--muted); font-weight: 400; font-size: 13px; }
tbody th { font-weight: 600; }
@media screen and (max-width: 735px) {
  .size thead { display: none; } .size tr { display: grid; grid-template-columns: 1fr auto; padding: 8px 0; border-bottom: 1px solid var(--line); }
  .size td { border: 0; padding: 1px 0; } .size td:nth-child(n + 3) { grid-column: 1 / -1; }
}
.size td:nth-child(n + 3) { white-space: normal; } .size td { font-variant-numeric: tabular-nums; }
.state.sound { color: var(--good); } .state.broken { color: var(--bad); } .state.starting, .state.foreign { color: var(--warn); } .state.unknown { color: var(--muted); }

.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-top: 14px; list-style: none; color: var(--muted); font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 7px; }
.leaders { display: grid; gap: 6px 32px; list-style: none; font-size: 14px; font-variant-numeric: tabular-nums; max-width: 640px; }
.leaders.many { grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); max-width: none; }
.leaders li { display: grid; grid-template-columns: 74px minmax(40px, 1fr) 90px; gap: 10px; align-items: center; }
.bar, .share { background: var(--sunken); border-radius: 3px; overflow: hidden; }
.bar span, .share span { display: block; height: 100%; background: var(--accent); border-radius: 3px; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.bar { height: 9px; }
.small-text { font-size: 13px; margin-bottom: 10px; }
.above-topics { margin-top: 26px; } .above-topics + .legend { margin-top: 6px; }
.topics { display: flex; flex-wrap: wrap; gap: 24px 44px; margin-top: 18px; }
.topic { max-width: 100%; min-width: 0; break-inside: avoid; }
.topic > .muted { font-size: 13px; margin-bottom: 6px; }
.tag { margin-left: 8px; padding: 1px 8px; border: 1px solid var(--line); border-radius: 10px; color: var(--muted); font-size: 12px; font-weight: 400; }
.fault { display: flex; gap: 7px; align-items: baseline; color: var(--bad); font-size: 14px; margin-top: 6px; max-width: 42em; }
.fault .icon { position: relative; top: 2px; font-size: 13px; }
section > .fault { margin: 0 0 18px; }
.left-out { margin-top: 22px; color: var(--muted); }

.ladder { list-style: none; }
.ladder > li { display: grid; grid-template-columns: 88px 130px minmax(0, 1fr) 64px 110px; gap: 4px 14px; padding: 12px 0; border-top: 1px solid var(--line); align-items: start; break-inside: avoid; }
.ladder .what { overflow-wrap: anywhere; font-size: 14px; }
.ladder h3 { font-size: 14px; line-height: 1.5; }
.ladder .status { font-size: 14px; white-space: nowrap; }
.ladder .passed > .status { color: var(--good); } .ladder .failed > .status { color: var(--bad); font-weight: 600; } .ladder .skipped > .status { color: var(--muted); }
.ladder .skipped .share { background: none; }
.ladder .seconds { text-align: right; font-size: 14px; font-variant-numeric: tabular-nums; white-space: nowrap; }
.share { height: 5px; margin-top: 8px; }
.warning { display: flex; gap: 7px; color: var(--warn); margin-top: 4px; }
.warning .icon { margin-top: 3px; }

.figures { display: flex; flex-wrap: wrap; gap: 8px 40px; margin-bottom: 18px; }
.figures dt { color: var(--muted); font-size: 13px; }
.figures dd { font-size: 22px; font-weight: 600; font-variant-numeric: tabular-nums; }
.plots { display: flex; flex-wrap: wrap; gap: 24px 40px; }
figure { min-width: 0; break-inside: avoid; }
figcaption { font-size: 14px; margin-bottom: 8px; }
footer { color: var(--muted); font-size: 13px; padding: 8px 4px; }

@media screen and (max-width: 735px) {
  body { font-size: 15px; }
  main { padding: 12px 12px 20px; }
  section, header { padding: 16px 11px; border-radius: 10px; margin-bottom: 12px; }
  h1 { font-size: 25px; }
  .verdict { font-size: 17px; padding: 11px 12px; }
  .tiles { grid-template-columns: 1fr 1fr; }
  .tiles a:last-child:nth-child(odd) { grid-column: 1 / -1; }
  .failure { padding-left: 12px; }
  .failure dl div { grid-template-columns: minmax(0, 1fr); gap: 0; }
  .failure .remedy { margin-left: -6px; }
  .ladder > li { grid-template-columns: auto minmax(0, 1fr) auto; gap: 4px 12px; }
  .ladder .seconds { grid-column: 3; grid-row: 1; }
  .ladder .what, .share { grid-column: 1 / -1; }
  .figures { display: grid; grid-template-columns: repeat(3, auto); gap: 8px; }
  .figures dd { font-size: 19px; }
  .share { margin-top: 4px; }
  .ladder .skipped .share { display: none; }
  .leaders li { grid-template-columns: 74px minmax(30px, 1fr) 84px; gap: 8px; }
  .leaders.many { grid-template-columns: minmax(0, 1fr); }
}
@media print {
  :root { --page: #ffffff; --accent-soft: #ffffff; }
  main { max-width: none; padding: 0; }
  section, header { border: 0; border-radius: 0; padding: 0; margin-bottom: 28px; }
  .scroll { overflow: visible; }
}
`;
