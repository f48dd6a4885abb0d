// The panel next to the matrix: the explanation of a cell or a row, and what closes the gap.
const panel = document.getElementById('panel');

function badge(word, kind) {
  return element('span', {class: 'badge ' + (kind || word)}, word);
}

function mark(story) {
  return element('span', {class: 'mark ' + classOf(story), 'aria-hidden': 'true'}, letterOf(story));
}

function reasonItem(at) {
  const [layer, statement, place, effect, why] = DATA.reasons[at].map(text);
  const where = [layer, statement].filter(Boolean).join(' · ');
  return element('li', {class: effect.toLowerCase() === 'deny' ? 'deny' : effect ? 'allow' : ''},
    element('div', {class: 'soft'}, where), why,
    place ? element('div', {}, element('code', {}, place)) : null);
}

function storyParts(story) {
  const [, ignored, when, hint, reasons, coverage] = story;
  return [
    ignored ? element('p', {class: 'hint'}, 'It is ' + STATUS[story[0]] + ', but ignored: ' + text(ignored)) : null,
    coverage.length ? element('ul', {}, coverage.map(at => element('li', {}, text(at)))) : null,
    when ? element('p', {class: 'when'}, text(when)) : null,
    hint ? element('p', {class: 'hint'}, text(hint)) : null,
    reasons.length ? element('h3', {}, 'Why') : null,
    reasons.length ? element('ul', {class: 'reasons'}, reasons.map(reasonItem)) : null,
  ];
}

async function copyText(words, button) {
  let done = false;
  try {
    await navigator.clipboard.writeText(words);
    done = true;
  } catch {
    const area = element('textarea', {readonly: true, 'aria-hidden': 'true'});
    area.value = words;
    document.body.append(area);
    area.select();
    done = document.execCommand('copy');
    area.remove();
    button.focus();
  }
  button.textContent = done ? 'Copied' : 'Select the text and copy it';
  button.dataset.copied = done;
}

function fixParts(row) {
  const parts = [];
  for (const [name, characters, at] of row.fixes) {
    const words = text(at);
    const copy = element('button', {type: 'button', class: 'copy', onclick: () => copyText(words, copy)}, 'Copy');
    parts.push(element('p', {}, element('strong', {}, name), ' (' + characters.toLocaleString('en') + ' of 6,144 characters) ', copy),
      element('pre', {tabindex: '0', 'aria-label': 'policy ' + name}, words));
  }
  if (parts.length) {
    parts.unshift(element('h3', {}, 'The fix: attach this to the principal'));
    if (!row.proved) parts.push(element('p', {class: 'soft'}, DATA.words.unproved));
  }
  for (const sentence of row.after) parts.push(element('p', {class: 'hint'}, sentence));
  return parts;
}

function openPanel(...parts) {
  const close = element('button', {type: 'button', class: 'close', 'aria-label': 'Close the explanation', onclick: closePanel}, '✕');
  panel.replaceChildren(close, ...parts.flat().filter(Boolean));
  panel.hidden = false;
  panel.scrollTop = 0;
}

function closePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  state.cell = null;
  writeHash();
  grid.refresh();
  grid.focus();
}

function explainCell(row, column) {
  const story = storyAt(row, column);
  if (!story) return explainRow(row);
  const status = statusOf(story);
  const set = column.trust ? null : DATA.sets[column.set];
  const spelling = column.action !== column.canonical ? ' (the set writes ' + column.action + ')' : '';
  openPanel(
    element('h2', {}, column.trust ? 'Trust: may ' + DATA.words.assumer + ' assume the role?' : column.canonical),
    element('p', {}, badge(status, classOf(story)), MEANING[status] || ''),
    element('p', {class: 'soft'}, set ? 'set ' + set.name + spelling : null, column.level ? ' · ' + column.level : null, column.resource ? ' · on ' + column.resource : null),
    element('p', {}, element('button', {type: 'button', class: 'link', onclick: () => select(row, null)}, row.label)),
    storyParts(story),
    story[0] === 3 && !column.trust ? fixParts(row) : null,
  );
}

function explainRow(row) {
  const gaps = COLUMNS.map(column => [column, storyAt(row, column)])
    .filter(([, story]) => story && story[0] > 0 && story[0] < 5)
    .sort((a, b) => Boolean(a[1][1]) - Boolean(b[1][1]) || b[1][0] - a[1][0] || attention(a[0].canonical) - attention(b[0].canonical));
  const documents = row.documents + (row.documents === 1 ? ' policy document' : ' policy documents');
  openPanel(
    element('h2', {}, row.name),
    element('p', {class: 'arn'}, row.label),
    element('p', {}, badge(row.verdict), row.granted + ' of ' + row.asked + ' granted'),
    element('p', {class: 'soft'}, [row.kind === 'unknown' ? null : row.kind, row.account && 'account ' + row.account, documents, 'from ' + row.source].filter(Boolean).join(' · ')),
    row.layers.length ? element('p', {class: 'hint'}, 'Not supplied, so not judged: ' + row.layers.join(', ')) : null,
    row.notes.length ? element('ul', {}, row.notes.map(note => element('li', {}, note))) : null,
    element('h3', {}, 'Trust'),
    storyParts(DATA.stories[row.trust]),
    gaps.length ? element('h3', {}, 'Gaps') : null,
    element('ul', {class: 'gaps'}, gaps.map(([column, story]) => element('li', {class: 'gap'}, mark(story),
      element('button', {type: 'button', class: 'link', onclick: () => select(row, column)}, column.canonical),
      element('span', {class: 'soft'}, statusOf(story))))),
    fixParts(row),
    row.extra ? element('p', {class: 'soft'}, row.extra) : null,
  );
}

function explainColumn(column) {
  const counts = new Map();
  for (const row of view.rows) {
    const story = storyAt(row, column);
    if (story) counts.set(statusOf(story), (counts.get(statusOf(story)) || 0) + 1);
  }
  const set = column.trust ? null : DATA.sets[column.set];
  openPanel(
    element('h2', {}, column.trust ? 'Trust' : column.canonical),
    element('p', {class: 'soft'}, set ? ['set ' + set.name, set.version, set.source].filter(Boolean).join(' · ') : 'sts:AssumeRole on the role, by ' + DATA.words.assumer),
    column.level ? element('p', {class: 'soft'}, 'access level ' + column.level) : null,
    element('h3', {}, 'Among the ' + view.rows.length.toLocaleString('en') + ' principals shown'),
    element('ul', {}, [...counts].sort((a, b) => b[1] - a[1]).map(([status, count]) => element('li', {}, count.toLocaleString('en') + ' ' + status))),
  );
}

function showSelected() {
  if (!state.cell) {
    panel.hidden = true;
    return;
  }
  const row = DATA.rows[state.cell.row];
  if (state.cell.column < 0) explainRow(row);
  else explainCell(row, COLUMNS[state.cell.column]);
}

function select(row, column) {
  state.cell = {row: row.index, column: column ? column.at : -1};
  writeHash();
  showSelected();
  grid.refresh();
}
