const chart = JSON.parse(document.getElementById('data').textContent);
const picture = document.getElementById('picture');
const svg = picture.querySelector('svg');
const tip = document.getElementById('tip');
const hidden = new Set();
const marks = svg.appendChild(document.createElementNS(svg.namespaceURI, 'g'));
let cursor = null;

document.querySelectorAll('.legend button').forEach((button, run) => button.addEventListener('click', () => {
  const show = hidden.delete(run);
  if (!show) hidden.add(run);
  button.setAttribute('aria-pressed', show);
  svg.querySelectorAll('.run' + run).forEach(e => { e.style.display = show ? '' : 'none'; });
  draw();
}));

document.getElementById('theme').addEventListener('click', () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
});

const digits = (value, n) => Number(value.toPrecision(n)).toString();
const padded = n => String(n).padStart(2, '0');
const bytes = value => {
  let unit = 0;
  for (; Math.abs(value) >= 1024 && unit < 4; unit++) value /= 1024;
  return value.toFixed(unit ? 1 : 0) + ' ' + ['B', 'KB', 'MB', 'GB', 'TB'][unit];
};
const writeY = (value, unit) => unit === 'Share' ? (100 * value).toFixed(2) + ' %' : unit === 'Bytes' ? bytes(value) : digits(value, 5);
const writeX = value => {
  if (chart.x !== 'time') return chart.x + ' ' + (chart.x === 'step' ? value : digits(value, 5));
  const s = Math.floor(value);
  return value < 60 ? value.toFixed(1) + ' s' : Math.floor(s / 3600) + ':' + padded(Math.floor(s / 60) % 60) + ':' + padded(s % 60);
};

// The point of a line that is nearest to a place; the points are in order.
function nearest(points, x) {
  let low = 0, high = points.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (points[middle][0] < x) low = middle; else high = middle;
  }
  return x - points[low][0] <= points[high][0] - x ? points[low] : points[high];
}

function found(plot, x) {
  const all = plot.runs.map((points, run) => ({ run, points })).filter(r => r.points.length && !hidden.has(r.run))
    .map(r => ({ run: r.run, point: nearest(r.points, x) }));
  if (!all.length) return [];
  const at = all.reduce((a, b) => Math.abs(a.point[0] - x) <= Math.abs(b.point[0] - x) ? a : b).point[0];
  return all.filter(r => Math.abs(r.point[0] - at) < 12);
}

function shape(name, attributes) {
  const e = document.createElementNS(svg.namespaceURI, name);
  for (const key in attributes) e.setAttribute(key, attributes[key]);
  marks.appendChild(e);
}

function draw() {
  marks.replaceChildren();
  const here = cursor && found(chart.plots[cursor.plot], cursor.x + chart.plots[cursor.plot].left);
  if (!here || !here.length) { tip.style.visibility = 'hidden'; return; }
  const share = (here[0].point[0] - chart.plots[cursor.plot].left) / chart.plots[cursor.plot].width;
  for (const plot of chart.plots) {
    const x = plot.left + share * plot.width;
    const points = found(plot, x);
    if (!points.length) continue;
    shape('path', { d: `M${x} ${plot.top}V${plot.top + plot.height}`, stroke: 'var(--axis)', 'stroke-dasharray': '3 3' });
    for (const { run, point } of points)
      shape('circle', { cx: point[0], cy: point[1], r: 4.5, fill: `var(--run${run % chart.colors})`, stroke: 'var(--background)' });
  }
  say(chart.plots[cursor.plot], here);
}

function say(plot, here) {
  const line = (parts, name) => {
    const div = tip.appendChild(document.createElement('div'));
    if (name) div.className = name;
    for (const [tag, text, color] of parts) {
      const e = div.appendChild(document.createElement(tag));
      e.textContent = text;
      if (color) e.style.background = color;
    }
  };
  tip.replaceChildren();
  line([['span', plot.name + ', ' + writeX(here[0].point[2])]], 'x');
  for (const { run, point } of here)
    line([['i', '', `var(--run${run % chart.colors})`], ['span', chart.runs[run]], ['b', writeY(point[3], plot.unit)]]);
  const scale = svg.clientWidth / svg.viewBox.baseVal.width;
  const x = here[0].point[0] * scale, room = picture.clientWidth - tip.offsetWidth;
  tip.style.left = Math.max(0, Math.min(room, x + 16 + tip.offsetWidth > picture.clientWidth ? x - 16 - tip.offsetWidth : x + 16)) + 'px';
  tip.style.top = (plot.top + 8) * scale + 'px';
  tip.style.visibility = 'visible';
}

function point(event) {
  const box = svg.getBoundingClientRect(), scale = svg.viewBox.baseVal.width / box.width;
  const x = (event.clientX - box.left) * scale, y = (event.clientY - box.top) * scale;
  const plot = chart.plots.findIndex(p => x >= p.left - 8 && x <= p.left + p.width + 8 && y >= p.top - 8 && y <= p.top + p.height + 8);
  cursor = plot < 0 ? null : { plot, x: x - chart.plots[plot].left };
  draw();
}

function step(event) {
  const turn = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (!turn) return;
  event.preventDefault();
  cursor ??= { plot: 0, x: turn[0] < 0 ? Infinity : -1 };
  cursor.plot = Math.max(0, Math.min(chart.plots.length - 1, cursor.plot + turn[1]));
  const plot = chart.plots[cursor.plot];
  const places = plot.runs.filter((_, run) => !hidden.has(run)).flat().map(p => p[0] - plot.left).sort((a, b) => a - b);
  const next = turn[0] > 0 ? places.find(x => x > cursor.x + 0.05) : turn[0] < 0 ? places.findLast(x => x < cursor.x - 0.05) : undefined;
  if (next !== undefined) cursor.x = next;
  draw();
}

svg.addEventListener('pointermove', point);
svg.addEventListener('pointerdown', point);
svg.addEventListener('pointerleave', () => { cursor = null; draw(); });
svg.addEventListener('blur', () => { cursor = null; draw(); });
svg.addEventListener('keydown', step);
