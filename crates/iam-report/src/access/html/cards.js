// Few principals are shown as cards: what is wrong with each, why, and what closes the gap.
const FEW = 5;
const MOST_NAMED = 12;
const isFew = DATA.rows.length > 0 && DATA.rows.length <= FEW;
const cardsAreShown = () => isFew && (state.view || (state.cell ? 'matrix' : 'cards')) === 'cards';

// Gaps with the same explanation, the worst first.
function gapsOf(row) {
  const groups = new Map();
  for (const column of COLUMNS) {
    const at = column.trust ? row.trust : row.cells[column.at - 1];
    const story = at < 0 ? null : DATA.stories[at];
    if (!story || story[0] < 1 || story[0] > 4 || column.trust) continue;
    if (!groups.has(at)) groups.set(at, {story, columns: []});
    groups.get(at).columns.push(column);
  }
  const byAttention = (a, b) => attention(a.canonical) - attention(b.canonical);
  for (const group of groups.values()) group.columns.sort(byAttention);
  const first = group => Math.min(...group.columns.map(column => attention(column.canonical)));
  return [...groups.values()].sort((a, b) => Boolean(a.story[1]) - Boolean(b.story[1]) || b.story[0] - a.story[0] || first(a) - first(b));
}

function namesOf(row, columns) {
  const name = column => element('li', {}, element('button', {type: 'button', class: 'link', title: 'Show it in the matrix', onclick: () => {
    state.view = 'matrix';
    select(row, column);
    draw();
    grid.reveal();
  }}, column.canonical), column.resource ? element('span', {class: 'soft'}, ' on ' + column.resource) : null);
  const shown = columns.length > MOST_NAMED + 3 ? MOST_NAMED : columns.length;
  const rest = columns.slice(shown);
  return [
    element('ul', {class: 'names'}, columns.slice(0, shown).map(name)),
    rest.length ? element('details', {}, element('summary', {}, 'and ' + rest.length + ' more'), element('ul', {class: 'names'}, rest.map(name))) : null,
  ];
}

function gapPart(row, {story, columns}) {
  const status = statusOf(story);
  const count = columns.length === 1 ? 'action' : 'actions';
  return element('section', {class: 'finding ' + classOf(story) + '-edge'},
    element('h3', {}, mark(story), columns.length + ' ' + count + ' ' + status, element('span', {class: 'soft'}, MEANING[status] || '')),
    namesOf(row, columns),
    storyParts(story));
}

function trustPart(row) {
  const story = DATA.stories[row.trust];
  if (story[0] === 0 || story[0] > 4) return null;
  return element('section', {class: 'finding ' + classOf(story) + '-edge'},
    element('h3', {}, mark(story), 'Trust'),
    storyParts(story));
}

function card(row) {
  const gaps = gapsOf(row);
  const fix = fixParts(row);
  const wrong = [trustPart(row), ...gaps.map(group => gapPart(row, group))].filter(Boolean);
  const documents = number(row.documents) + (row.documents === 1 ? ' policy document' : ' policy documents');
  return element('article', {class: 'card', 'aria-label': row.label},
    element('header', {},
      element('h2', {}, row.displayName),
      badge(row.verdict),
      element('span', {}, row.granted + ' of ' + row.asked + ' granted')),
    row.principal ? element('p', {class: 'arn'}, row.label) : null,
    element('p', {class: 'soft'}, [documents + ' from ' + row.source, row.layers.length ? 'not supplied, so not judged: ' + row.layers.join(', ') : null].filter(Boolean).join(' · ')),
    row.notes.length ? element('ul', {class: 'notes'}, row.notes.map(note => element('li', {}, note))) : null,
    element('div', {class: fix.length ? 'sides' : ''},
      element('div', {}, wrong.length ? wrong : element('p', {class: 'well'}, 'Nothing is missing or denied.')),
      fix.length ? element('div', {class: 'fix'}, fix) : null),
    row.extra ? element('p', {class: 'soft'}, row.extra) : null);
}

function drawCards() {
  const shown = cardsAreShown();
  document.body.classList.toggle('as-cards', shown);
  find('cards').hidden = !shown;
  find('view').hidden = !isFew;
  find('view').textContent = shown ? 'Show the matrix' : 'Show what is wrong';
  if (!shown) return;
  find('cards').replaceChildren(...view.rows.map(card), view.rows.length ? '' : element('p', {class: 'soft'}, 'No principal matches the filters.'));
}
