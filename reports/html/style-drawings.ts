/** The look of drawings. Each is made for some widths; the one that fits is shown. */
export const STYLE_OF_DRAWINGS = `
svg { display: block; }
svg text { font-family: var(--sans); font-size: 12px; fill: var(--text); }
svg .mono { font-family: var(--mono); }
svg .small { font-size: 11px; fill: var(--muted); }
svg text.card-title { font-size: 14px; font-weight: 600; }
svg text.frame-title { fill: var(--muted); }
.icon { display: inline-block; }
path.icon { stroke-width: 2.2; }
.sample { flex: none; overflow: visible; }

.drawing { display: flex; justify-content: center; }
.topology, .plot { max-width: 100%; height: auto; }
.frame { fill: none; stroke: var(--strong-line); }
.frame.host { stroke: var(--line); fill: var(--sunken); }
.frame.network { fill: var(--surface); stroke: var(--accent); stroke-dasharray: 2 3; }
.frame.clients { fill: var(--surface); stroke: var(--line); }
.card { fill: var(--surface); stroke: var(--strong-line); stroke-width: 1.2; }
.card.broken { fill: var(--bad-soft); stroke: var(--bad); stroke-dasharray: 6 4; }
.card.starting { fill: var(--warn-soft); stroke: var(--warn); }
.card.foreign { fill: var(--warn-soft); stroke: var(--warn); stroke-dasharray: 2 3; }
.card.unknown { fill: var(--sunken); stroke-dasharray: 2 3; }
svg .state.sound { fill: var(--good); } svg .state.broken { fill: var(--bad); font-weight: 600; } svg .state.starting, svg .state.foreign { fill: var(--warn); } svg .state.unknown { fill: var(--muted); }
.role rect { fill: var(--accent); }
.role text.small { fill: var(--surface); }
.line { fill: none; stroke: var(--strong-line); stroke-width: 1.4; }
.client .line, .line.client { stroke: var(--accent); }
.arrow { fill: var(--accent); }
.client.broken .line { stroke: var(--bad); stroke-dasharray: 5 4; }
.client.broken .line.cut { stroke-dasharray: none; stroke-width: 2; }
.client.unknown .line { stroke: var(--strong-line); stroke-dasharray: 2 3; } .client.unknown .arrow { fill: var(--strong-line); }
.client.foreign .line { stroke: var(--warn); stroke-dasharray: 2 3; } .client.foreign .arrow { fill: var(--warn); }
.line.zookeeper.cut { stroke: var(--bad); stroke-dasharray: 5 4; }

.matrix { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 8px; width: fit-content; max-width: 100%; }
.matrix-brokers { padding-top: 20px; font: 11px/18px var(--mono); color: var(--muted); text-align: right; }
.matrix-brokers span { display: block; height: 18px; }
.dense .matrix-brokers { line-height: 13px; } .dense .matrix-brokers span { height: 13px; }
.grid { fill: none; stroke: var(--line); stroke-width: 1; }
.partitions .leads { fill: var(--accent); }
.partitions .in-sync { fill: var(--surface); stroke: var(--accent); stroke-width: 1.5; }
.partitions .behind { fill: none; stroke: var(--bad); stroke-width: 2.4; stroke-linecap: round; }
.partitions .leaderless { fill: var(--bad-soft); stroke: var(--bad); stroke-width: 1; stroke-dasharray: 3 2; }
.partitions text.fault { fill: var(--bad); font-weight: 600; }

.axis { fill: none; stroke: var(--strong-line); }
.plot .grid { stroke: var(--line); }
.bars { fill: var(--accent); } .bars.other { opacity: 0.6; }
.dots { fill: none; stroke: var(--accent); stroke-width: 4.5; stroke-linecap: round; }
.through { fill: none; stroke: var(--accent); stroke-width: 1; opacity: 0.35; }
.mark { fill: none; stroke: var(--text); stroke-width: 1; }
.mark.p50 { stroke-dasharray: 6 3; } .mark.p99 { stroke-dasharray: 2 3; } .mark.max { stroke: var(--strong-line); }
svg .small.strong { fill: var(--text); }

.wide, .medium { display: none; }
.plot.wide { display: none; }
@media (max-width: 735px) { .topology.narrow { width: 100%; max-width: 420px; } }
@media (min-width: 560px) { .plot.wide { display: block; } .plot.narrow { display: none; } }
@media (min-width: 736px) { .topology.narrow { display: none; } .topology.medium { display: block; } }
@media (min-width: 1076px) { .topology.medium { display: none; } .topology.wide { display: block; } }
@media print {
  .topology.narrow, .topology.wide, .plot.narrow { display: none; } .topology.medium, .plot.wide { display: block; }
  /* Only narrower: rows stay beside the numbers of their brokers. */
  .matrix .partitions { max-width: 100%; }
  svg * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
