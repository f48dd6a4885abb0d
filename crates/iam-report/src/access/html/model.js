'use strict';
// The report's data and values derived from it. All text is inserted with textContent.
const DATA = JSON.parse(document.getElementById('data').textContent);
const STATUS = ['granted', 'limited', 'conditional', 'missing', 'denied', 'notSupplied', 'notApplicable'];
const LETTER = ['✓', 'L', 'C', 'M', 'D', '?', '–'];
const MEANING = {
  granted: 'allowed everywhere and always',
  limited: 'allowed on some resources only',
  conditional: 'allowed in some contexts only',
  missing: 'not allowed: a permission is missing',
  denied: 'explicitly denied: no added permission can help',
  ignored: 'ignored, as the user wants',
};
const VERDICT_LETTER = {fail: '✕', conditional: '!', pass: '✓'};
const VERDICTS = ['fail', 'conditional', 'pass'];
const FILTERS = ['denied', 'missing', 'conditional', 'limited', 'granted', 'ignored'];

// Replaces control characters and those that change the writing direction.
const clean = words => words.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');
const text = at => DATA.strings[at];
const statusOf = story => story[1] ? 'ignored' : STATUS[story[0]];
const letterOf = story => story[1] ? 'I' : LETTER[story[0]];
const classOf = story => story[0] > 4 ? 'idle' : statusOf(story);
// The actions that most often cause trouble come first: iam:PassRole, then keys.
const attention = action => /^iam:passrole$/i.test(action) ? 0 : /^kms:/i.test(action) ? 1 : 2;
const serviceOf = action => action.split(':')[0];

// Trust has its own column, before the sets.
const COLUMNS = [{trust: true, set: -1, action: 'sts:AssumeRole', canonical: 'sts:AssumeRole', service: 'trust', at: 0}];
DATA.columns.forEach((column, index) => COLUMNS.push({...column, service: serviceOf(column.canonical), at: index + 1}));

const find = id => document.getElementById(id);
const number = count => count.toLocaleString('en');
const storyAt = (row, column) => {
  const at = column.trust ? row.trust : row.cells[column.at - 1];
  return at < 0 ? null : DATA.stories[at];
};

const names = new Map();
const nameIn = row => row.account + '/' + row.name;
for (const row of DATA.rows) names.set(nameIn(row), (names.get(nameIn(row)) || 0) + 1);

for (const [index, row] of DATA.rows.entries()) {
  row.index = index;
  row.label = row.principal || row.source;
  // Names that occur twice in an account are distinguished by their source.
  row.displayName = names.get(nameIn(row)) > 1 && row.source ? row.name + ' · ' + row.source.split('/').slice(-2).join('/') : row.name;
  row.haystack = [row.principal, row.name, row.account, row.source].join('\n').toLowerCase();
  let asked = 0;
  let granted = 0;
  let weight = VERDICTS.indexOf(row.verdict) * -1e6;
  for (const at of row.cells) {
    if (at < 0) continue;
    const story = DATA.stories[at];
    asked += 1;
    if (story[1]) continue;
    if (story[0] === 0) granted += 1;
    else weight += story[0] > 2 ? 100 : 1;
  }
  row.asked = asked;
  row.granted = granted;
  row.weight = weight;
}

const state = {q: '', action: '', verdict: new Set(), status: new Set(), account: '', set: '', service: '', sort: 'worst', gaps: false, theme: '', view: '', cell: null};
// The rows and columns that pass the filters.
const view = {rows: [], columns: []};

const collate = new Intl.Collator('en', {numeric: true}).compare;
const ORDERS = {
  worst: (a, b) => b.weight - a.weight || a.index - b.index,
  name: (a, b) => collate(a.name, b.name) || a.index - b.index,
  account: (a, b) => collate(a.account, b.account) || collate(a.name, b.name) || a.index - b.index,
  input: (a, b) => a.index - b.index,
};

function applyFilters() {
  const wanted = state.action.trim().toLowerCase();
  let columns = COLUMNS.filter(column => {
    if (state.service && column.service !== state.service) return false;
    if (state.set && !column.trust && DATA.sets[column.set].name !== state.set) return false;
    if (column.trust && state.set && state.service !== 'trust') return false;
    return !wanted || column.canonical.toLowerCase().includes(wanted) || column.action.toLowerCase().includes(wanted);
  });
  const words = state.q.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const rows = DATA.rows.filter(row => {
    if (state.verdict.size && !state.verdict.has(row.verdict)) return false;
    if (state.account && row.account !== state.account) return false;
    if (!words.every(word => row.haystack.includes(word))) return false;
    if (!state.status.size) return true;
    return columns.some(column => {
      const story = storyAt(row, column);
      return story && state.status.has(statusOf(story));
    });
  });
  const isGap = story => story && story[0] > 0 && story[0] < 5 && !story[1];
  for (const column of columns) column.gap = rows.some(row => isGap(storyAt(row, column)));
  // Columns with gaps come first: the others look much the same.
  columns = [...columns.filter(column => column.gap), ...(state.gaps ? [] : columns.filter(column => !column.gap))];
  rows.sort(ORDERS[state.sort] || ORDERS.worst);
  view.rows = rows;
  view.columns = columns;
}

// The URL of the view: filters and the open cell, so that a link shows the same view.
function readHash() {
  const given = new URLSearchParams(location.hash.slice(1));
  for (const name of ['q', 'action', 'account', 'set', 'service']) state[name] = given.get(name) || '';
  state.sort = ORDERS[given.get('sort')] ? given.get('sort') : 'worst';
  state.gaps = given.get('gaps') === '1';
  state.view = ['cards', 'matrix'].includes(given.get('view')) ? given.get('view') : '';
  state.theme = ['light', 'dark'].includes(given.get('theme')) ? given.get('theme') : '';
  const list = (name, known) => new Set((given.get(name) || '').split(',').filter(word => known.includes(word)));
  state.verdict = list('verdict', VERDICTS);
  state.status = list('status', FILTERS);
  const cell = (given.get('cell') || '').split('.').map(Number);
  const known = cell.length === 2 && DATA.rows[cell[0]] && (cell[1] === -1 || COLUMNS[cell[1]]);
  state.cell = known ? {row: cell[0], column: cell[1]} : null;
}

function writeHash() {
  const out = new URLSearchParams();
  for (const name of ['q', 'action', 'account', 'set', 'service']) if (state[name]) out.set(name, state[name]);
  if (state.sort !== 'worst') out.set('sort', state.sort);
  if (state.gaps) out.set('gaps', '1');
  if (state.theme) out.set('theme', state.theme);
  if (state.view) out.set('view', state.view);
  for (const name of ['verdict', 'status']) if (state[name].size) out.set(name, [...state[name]].join(','));
  if (state.cell) out.set('cell', state.cell.row + '.' + state.cell.column);
  const hash = out.toString();
  // Some browsers refuse this for local files: then the view has no URL.
  try {
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  } catch { /* no address */ }
}

function element(tag, properties, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : clean(String(value)));
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== '') made.append(typeof child === 'string' ? clean(child) : child);
  return made;
}
