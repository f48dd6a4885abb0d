// Filters, theme, and the first rendering of the page.
const accounts = new Set(DATA.rows.map(row => row.account).filter(Boolean)).size;

function fillSelect(id, all, values) {
  find(id).replaceChildren(element('option', {value: ''}, all), ...values.map(value => element('option', {value}, value)));
}

function toggle(set, word) {
  if (!set.delete(word)) set.add(word);
  changed();
}

function drawControls() {
  const counts = {fail: DATA.summary.fail, conditional: DATA.summary.conditional, pass: DATA.summary.pass};
  find('verdicts').replaceChildren(...VERDICTS.map(word => element('button', {type: 'button', class: word, 'data-verdict': word, onclick: () => toggle(state.verdict, word)},
    element('b', {}, number(counts[word])), word)));
  const used = new Set();
  for (const row of DATA.rows) for (const at of [row.trust, ...row.cells]) if (at >= 0) used.add(statusOf(DATA.stories[at]));
  find('legend').replaceChildren(...FILTERS.filter(word => word !== 'ignored' || used.has(word)).map(word => {
    const letter = word === 'ignored' ? 'I' : LETTER[STATUS.indexOf(word)];
    return element('button', {type: 'button', 'data-status': word, title: MEANING[word], onclick: () => toggle(state.status, word)},
      element('span', {class: 'mark ' + word, 'aria-hidden': 'true'}, letter), word);
  }));
  fillSelect('account', 'all', [...new Set(DATA.rows.map(row => row.account).filter(Boolean))].sort(collate));
  fillSelect('set', 'all', DATA.sets.map(set => set.name));
  fillSelect('service', 'all', [...new Set(COLUMNS.map(column => column.service))]);
  find('account-label').hidden = accounts < 2;
  find('set-label').hidden = DATA.sets.length < 2;
  const parts = [
    DATA.tool && DATA.tool.name + ' ' + DATA.tool.version,
    number(DATA.summary.principals) + (DATA.summary.principals === 1 ? ' principal' : ' principals'),
    DATA.inputs && number(DATA.inputs.documents) + ' policy documents in ' + number(DATA.inputs.files) + (DATA.inputs.files === 1 ? ' file' : ' files'),
    DATA.catalog && ['catalogue ' + DATA.catalog.source + ' ' + DATA.catalog.version, DATA.catalog.date].filter(Boolean).join(', '),
  ];
  find('provenance').textContent = parts.filter(Boolean).join(' · ');
  find('remarks').hidden = DATA.remarks.length === 0;
  find('remarks').replaceChildren(...DATA.remarks.map(remark => element('li', {}, remark)));
  if (DATA.errors.length) {
    const place = error => [error.source, error.line, error.column].filter(part => part !== undefined && part !== null).join(':');
    find('problems').hidden = false;
    find('problems').replaceChildren(
      element('strong', {}, number(DATA.errors.length) + (DATA.errors.length === 1 ? ' problem' : ' problems') + ' in the input: what could not be read was not checked'),
      element('ul', {}, DATA.errors.map(error => element('li', {}, element('code', {}, place(error)), ' ' + error.message + (error.principal ? ' (for ' + error.principal + ')' : '')))));
  }
}

// The actions that are missing most often among the principals shown.
function drawOften() {
  const counts = new Map();
  for (const row of view.rows) {
    row.cells.forEach((at, index) => {
      const story = at < 0 ? null : DATA.stories[at];
      if (story && story[0] === 3 && !story[1]) counts.set(index, (counts.get(index) || 0) + 1);
    });
  }
  const most = [...counts].sort((a, b) => b[1] - a[1] || attention(DATA.columns[a[0]].canonical) - attention(DATA.columns[b[0]].canonical) || a[0] - b[0]).slice(0, 6);
  find('often').hidden = most.length === 0 || DATA.rows.length < 2;
  find('often').replaceChildren(element('span', {}, 'Most often missing:'), ...most.map(([index, count]) => {
    const action = DATA.columns[index].canonical;
    return element('button', {type: 'button', title: 'Show this action', onclick: () => {
      state.action = action;
      state.status = new Set(['missing']);
      changed();
    }}, action, element('b', {}, number(count)));
  }));
}

function drawState() {
  for (const id of ['q', 'action', 'account', 'set', 'service', 'sort']) if (find(id).value !== state[id]) find(id).value = state[id];
  find('gaps').checked = state.gaps;
  for (const button of find('verdicts').children) button.setAttribute('aria-pressed', state.verdict.has(button.dataset.verdict));
  for (const button of find('legend').children) button.setAttribute('aria-pressed', state.status.has(button.dataset.status));
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
}

function draw() {
  applyFilters();
  drawState();
  drawOften();
  drawCards();
  find('shown').textContent = number(view.rows.length) + ' of ' + number(DATA.rows.length) + ' principals × ' + number(view.columns.length) + ' of ' + number(COLUMNS.length) + ' columns';
  showSelected();
  grid.refresh();
}

function changed() {
  grid.toTop();
  writeHash();
  draw();
}

for (const id of ['q', 'action']) {
  find(id).addEventListener('input', () => {
    state[id] = find(id).value;
    changed();
  });
}
for (const id of ['account', 'set', 'service', 'sort']) {
  find(id).addEventListener('change', () => {
    state[id] = find(id).value;
    changed();
  });
}
find('gaps').addEventListener('change', () => {
  state.gaps = find('gaps').checked;
  changed();
});
find('reset').addEventListener('click', () => {
  Object.assign(state, {q: '', action: '', account: '', set: '', service: '', sort: 'worst', gaps: false, cell: null});
  state.verdict.clear();
  state.status.clear();
  changed();
});
find('view').addEventListener('click', () => {
  state.view = cardsAreShown() ? 'matrix' : 'cards';
  if (state.view === 'cards') state.cell = null;
  writeHash();
  draw();
});
find('theme').addEventListener('click', () => {
  const dark = state.theme ? state.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  state.theme = dark ? 'light' : 'dark';
  writeHash();
  drawState();
});
// A link to the matrix would replace the URL of the view.
find('skip').addEventListener('click', event => {
  event.preventDefault();
  if (cardsAreShown()) {
    state.view = 'matrix';
    writeHash();
    draw();
  }
  grid.focus();
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') closePanel();
});
addEventListener('hashchange', () => {
  readHash();
  draw();
  grid.reveal();
});

readHash();
drawControls();
draw();
grid.reveal();
document.documentElement.dataset.ready = Math.round(performance.now());
