/**
 * What runs in the browser: draws the charts of `#charts` with uPlot, again when the colours or the width change. Colours come from the style
 * sheet, so that print and dark mode hold for the canvases, too.
 */
export const client = `
(() => {
  const all = JSON.parse(document.getElementById('charts').textContent);
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const times = (_, splits) => {
    const short = splits.length > 1 && splits[1] - splits[0] < 60;
    return splits.map((seconds) => new Date(seconds * 1000).toISOString().slice(short ? 11 : 5, short ? 19 : 16).replace('T', ' '));
  };
  let drawn = [];
  const draw = () => {
    for (const plot of drawn) plot.destroy();
    drawn = [];
    for (const chart of all) {
      const place = document.getElementById(chart.id);
      const axis = { stroke: colour('--dim'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') } };
      const series = chart.series.map((one) => ({
        label: one.label,
        stroke: colour(one.colour),
        width: one.points ? 0 : 1.5,
        dash: one.dash,
        spanGaps: true,
        paths: one.points ? () => null : undefined,
        points: { show: one.points === true, size: 5, fill: colour(one.colour) },
        value: (_, value) => value == null ? '-' : value.toLocaleString('en', { maximumFractionDigits: 1 }),
      }));
      drawn.push(new uPlot({
        width: place.clientWidth,
        height: 240,
        title: chart.title,
        scales: { x: { time: chart.isTime }, y: chart.log ? { distr: 3 } : { range: (_, low, high) => [0, high * 1.05 || 1] } },
        axes: [{ ...axis, space: 80, label: chart.xLabel, ...(chart.isTime ? { values: times } : {}) }, { ...axis, size: 64 }],
        series: [{ label: chart.isTime ? 'UTC' : chart.xLabel, value: chart.isTime ? '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}' : (_, v) => v == null ? '-' : v.toFixed(1) }, ...series],
        tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
      }, chart.data, place));
    }
  };
  let waiting;
  addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(draw, 150); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  matchMedia('print').addEventListener('change', draw);
  addEventListener('beforeprint', () => { for (const one of document.querySelectorAll('details')) one.open = true; draw(); });
  draw();
})();
`;
