// The one script of the dashboard; every page also works without it. Listeners sit on the document and state that must outlive a page's
// patch sits here, because enhanced navigation replaces elements and takes away the attributes that a script has added.

const root = document.documentElement;
// The policy on content allows no <base>, by which Blazor would know which links are ours. It asks the document, so the answer is given here.
Object.defineProperty(document, 'baseURI', { value: new URL(root.dataset.root ?? '/', location.href).href });

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

function say(text) {
  const box = document.getElementById('say');
  if (box) box.textContent = text;
}

// --- theme ---------------------------------------------------------------------------------------------------------

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  document.cookie = `theme=${root.dataset.theme}; path=${new URL(document.baseURI).pathname}; max-age=31536000; samesite=lax`;
  say(`${dark ? 'Light' : 'Dark'} theme`);
}

// --- copying -------------------------------------------------------------------------------------------------------

const copied = new WeakMap();

async function copy(button, text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without a secure connection there is no clipboard; a selection still copies.
    const area = document.createElement('textarea');
    area.value = text;
    button.after(area);
    area.select();
    document.execCommand('copy');
    area.remove();
    button.focus();
  }
  say('Copied');
  const label = [...button.childNodes].findLast(n => n.nodeType === Node.TEXT_NODE && n.data.trim());
  if (!label || copied.has(button)) return;
  copied.set(button, label.data);
  label.data = 'Copied';
  setTimeout(() => { label.data = copied.get(button); copied.delete(button); }, 1600);
}

const actions = {
  theme: switchTheme,
  keys: () => document.getElementById('keys')?.showModal(),
  copy: button => copy(button, document.getElementById(button.dataset.copyFrom)?.textContent ?? ''),
  'copy-text': button => copy(button, button.dataset.copy),
  'copy-link': button => copy(button, new URL(button.dataset.copy, document.baseURI).href),
};

// --- popovers ------------------------------------------------------------------------------------------------------

const openMenus = () => all('details.menu[open]');

function closeMenus(except) {
  for (const menu of openMenus()) if (!except || !menu.contains(except)) menu.open = false;
}

document.addEventListener('click', e => {
  closeMenus(e.target);
  const button = e.target.closest('[data-act]');
  if (button) actions[button.dataset.act]?.(button);
});

document.addEventListener('input', e => {
  if (!e.target.matches('[data-find]')) return;
  const text = e.target.value.trim().toLowerCase();
  for (const group of all('details', e.target.closest('.picker'))) {
    let hits = 0;
    for (const item of all('[data-text]', group)) {
      item.hidden = text !== '' && !item.dataset.text.toLowerCase().includes(text);
      hits += item.hidden ? 0 : 1;
    }
    group.hidden = hits === 0;
    // Groups share a name, so the browser keeps one open: the first with a hit.
    if (text && hits && !find('details[open]:not([hidden])', e.target.closest('.picker'))) group.open = true;
  }
});

// --- charts --------------------------------------------------------------------------------------------------------

const at = new WeakMap();   // chart -> index of the point under the crosshair
const BOX = 184, GAP = 12;

function point(chart, index) {
  const points = JSON.parse(chart.dataset.points);
  const tip = find('.tip', chart);
  if (!points.length || index === null) {
    at.delete(chart);
    tip.classList.remove('on');
    return;
  }
  index = Math.max(0, Math.min(points.length - 1, index));
  if (at.get(chart) === index) return;
  at.set(chart, index);
  const [x, y, ...texts] = points[index];
  const cross = find('.cross', tip), dot = find('circle', tip), box = find('.tipbox', tip);
  cross.setAttribute('x1', `${x}%`);
  cross.setAttribute('x2', `${x}%`);
  dot.setAttribute('cx', `${x}%`);
  dot.setAttribute('cy', `${y ?? 0}%`);
  dot.setAttribute('r', y === null ? '0' : '4.5');
  const width = chart.getBoundingClientRect().width, px = width * x / 100;
  const left = px + GAP + BOX <= width ? px + GAP : px - GAP - BOX >= 0 ? px - GAP - BOX : Math.max(0, Math.min(width - BOX, px - BOX / 2));
  box.setAttribute('x', left);
  // Dates, then (after the measure's name, which stays) value, detail, the dates compared with, their value.
  const lines = all('text', box);
  [lines[0], ...lines.slice(2)].forEach((line, i) => { line.textContent = texts[i] ?? ''; });
  tip.classList.add('on');
}

function spoken(chart) {
  const [, , dates, value, detail, before, valueBefore] = JSON.parse(chart.dataset.points)[at.get(chart)];
  return `${dates}: ${value}, ${detail}${before ? `; ${before}: ${valueBefore}` : ''}`;
}

const chartAt = target => target instanceof Element ? target.closest('svg.p[data-points]') : null;

document.addEventListener('pointermove', e => {
  const chart = chartAt(e.target);
  for (const other of all('svg.p')) if (other !== chart && other !== document.activeElement && at.has(other)) point(other, null);
  if (!chart) return;
  const box = chart.getBoundingClientRect();
  const count = JSON.parse(chart.dataset.points).length;
  point(chart, Math.floor((e.clientX - box.left) / box.width * count));
});

document.addEventListener('focusout', e => {
  const chart = chartAt(e.target);
  if (chart) point(chart, null);
});

function moveOnChart(chart, key) {
  const last = JSON.parse(chart.dataset.points).length - 1;
  const now = at.get(chart);
  const to = { ArrowLeft: (now ?? last + 1) - 1, ArrowRight: (now ?? -1) + 1, Home: 0, End: last }[key];
  if (to === undefined || last < 0) return false;
  point(chart, to);
  say(spoken(chart));
  return true;
}

// --- keys ----------------------------------------------------------------------------------------------------------

let going = false;   // after g, the next letter names a page

function openMenu(key) {
  const summary = find(`summary[data-key="${key}"]`);
  if (!summary) return false;
  closeMenus();
  summary.parentElement.open = true;
  (find('input[type=search], a', summary.parentElement) ?? summary).focus();
  return true;
}

function press(key) {
  if (going) {
    going = false;
    const link = find(`[data-go="${key}"]`);
    link?.click();
    return Boolean(link);
  }
  switch (key) {
    case '/': case 'd': return openMenu(key);
    case '[': case ']': find(`a[data-key="${key}"]`)?.click(); return true;
    case 't': switchTheme(); return true;
    case '?': actions.keys(); return true;
    case 'g': going = true; setTimeout(() => { going = false; }, 1000); return true;
    default: return false;
  }
}

document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === 'Escape') {
    const chart = chartAt(e.target);
    if (chart) point(chart, null);
    const menu = openMenus().pop();
    if (menu) {
      menu.open = false;
      find('summary', menu).focus();
    }
    return;
  }
  const chart = chartAt(e.target);
  const typing = e.target.matches('input, select, textarea, [contenteditable]') || find('dialog[open]');
  if (chart ? moveOnChart(chart, e.key) || press(e.key) : !typing && press(e.key)) e.preventDefault();
});

// --- enhanced navigation ---------------------------------------------------------------------------------------------

// A click on a filter must not lose the place: the focus goes back to the same control, and the picker stays open for the next value.
const kept = { path: location.pathname, focus: null, open: [] };
const KEEPS_OPEN = 'details[data-pop="people"][open], .picker details[open]';

function keep() {
  const active = document.activeElement;
  kept.focus = active?.closest('[data-focus]')?.dataset.focus ?? null;
  kept.open = active?.closest('.picker') ? all(KEEPS_OPEN).map(d => d.dataset.pop) : [];
  find('main')?.setAttribute('aria-busy', 'true');
}

function restore() {
  find('main')?.removeAttribute('aria-busy');
  if (location.pathname !== kept.path) {
    kept.path = location.pathname;
    if (!location.hash) find('main')?.focus({ preventScroll: true });
  } else {
    for (const name of kept.open) {
      const details = find(`[data-pop="${CSS.escape(name)}"]`);
      if (details) details.open = true;
    }
    const name = kept.focus ?? (kept.open.length ? 'filter' : null);
    if (name) all(`[data-focus="${CSS.escape(name)}"]`).pop()?.focus({ preventScroll: true });
  }
  kept.focus = null;
  kept.open = [];
  sending = false;
  listen();
}

window.Blazor?.addEventListener('enhancednavigationstart', keep);
window.Blazor?.addEventListener('enhancedload', restore);

// --- the first interaction -------------------------------------------------------------------------------------------

let listening = 0;
let sending = false;

// A reload would cut off a form on its way, and with it the demo data half loaded.
document.addEventListener('submit', () => { sending = true; });
window.addEventListener('pageshow', () => { sending = false; });

function listen() {
  clearTimeout(listening);
  const waits = find('[data-listen]')?.dataset.listen;
  if (!waits) return;
  listening = setTimeout(async () => {
    try {
      const text = document.hidden || sending ? null : await (await fetch(location.href)).text();
      if (text && !sending && !text.includes(`data-listen="${waits}"`)) location.reload();
    } catch {
      // The server is away for a moment; ask again.
    }
    listen();
  }, 1000);
}

listen();
