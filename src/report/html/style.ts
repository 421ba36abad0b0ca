/** Light, dark and print; system fonts only: nothing is fetched. */
export const style = `
:root { color-scheme: light dark; --bg: #fff; --fg: #1b1f24; --dim: #57606a; --line: #d0d7de; --soft: #f6f8fa;
  --critical: #b42318; --warning: #9a6700; --info: #0b62c4; --clear: #1a7f37; --a: #0b62c4; --b: #b42318; --c: #6e40c9; }
@media (prefers-color-scheme: dark) { :root { --bg: #0d1117; --fg: #e6edf3; --dim: #9aa4af; --line: #30363d; --soft: #161b22;
  --critical: #ff7b72; --warning: #e3b341; --info: #79c0ff; --clear: #56d364; --a: #79c0ff; --b: #ff7b72; --c: #d2a8ff; } }
@media print { :root { color-scheme: light; --bg: #fff; --fg: #000; --dim: #444; --line: #bbb; --soft: #fff;
  --critical: #b42318; --warning: #7a5200; --info: #0b4fa0; --clear: #1a7f37; --a: #0b4fa0; --b: #b42318; --c: #6e40c9; }
  details > *:not(summary) { display: block; } .finding, .chart, table { break-inside: avoid; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1.5rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Noto Sans KR", sans-serif; }
h1 { font-size: 1.3rem; margin: 0 0 .25rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: .95rem; margin: 1rem 0 .25rem; } .dim { color: var(--dim); } a { color: var(--a); }
code, pre { font: 13px/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { background: var(--soft); border-radius: 4px; padding: 0 .25em; overflow-wrap: anywhere; }
pre { background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; overflow-x: auto; margin: .4rem 0; }
.badge { display: inline-block; border-radius: 4px; padding: 0 .45rem; font-weight: 600; border: 1px solid currentColor; }
.critical { color: var(--critical); } .warning, .incomplete { color: var(--warning); } .info { color: var(--info); } .clear { color: var(--clear); }
.finding { border: 1px solid var(--line); border-left-width: 4px; border-radius: 6px; padding: .7rem 1rem; margin: .7rem 0; }
.finding.critical { border-left-color: var(--critical); } .finding.warning { border-left-color: var(--warning); } .finding.info { border-left-color: var(--info); }
.finding p, .finding li, .finding pre, .finding summary { color: var(--fg); } .finding p { margin: .3rem 0; } .follows { margin-left: 1.5rem; }
details { margin: .3rem 0; } summary { cursor: pointer; color: var(--dim); } ul { margin: .3rem 0; padding-left: 1.2rem; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 600; } td.n, th.n { text-align: right; white-space: nowrap; }
.chart { margin: .8rem 0; } .chart .u-legend { color: var(--fg); } .uplot { font: inherit; }
`;
