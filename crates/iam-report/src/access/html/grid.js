// The matrix: only the visible rows are in the document, so that a page with thousands opens quickly.
const grid = (() => {
  const scroller = document.getElementById('scroller');
  const root = document.getElementById('grid');
  const head = document.getElementById('head');
  const body = document.getElementById('body');
  const none = document.getElementById('none');
  const OVERSCAN = 6;
  const MOST_PRINTED = 400;
  let height = 24;
  let drawn = new Map();
  // The cell with the keyboard focus: row -1 is the head, column -1 the names.
  let at = {row: 0, column: -1};
  let everything = false;

  // A narrow screen has no room for a matrix: there, the rows show the number of gaps, and open when tapped.
  const narrow = matchMedia('(max-width: 600px)');
  const columns = () => narrow.matches ? [] : view.columns;
  const starts = index => index === 0 || ['service', 'set', 'gap'].some(of => columns()[index][of] !== columns()[index - 1][of]);

  function drawHead() {
    const bands = key => {
      const made = [];
      columns().forEach((column, index) => {
        const last = made[made.length - 1];
        const word = key(column);
        const width = 20 + (starts(index) ? 8 : 0);
        if (last && last.word === word && last.set === column.set && last.gap === column.gap) last.width += width;
        else made.push({word, set: column.set, gap: column.gap, width});
      });
      return made.map(band => {
        const cell = element('div', {class: 'band', title: band.word}, band.word);
        cell.style.width = band.width + 'px';
        return cell;
      });
    };
    const setName = column => column.trust ? '' : DATA.sets[column.set].name;
    const tops = columns().map((column, index) => {
      const name = column.trust ? 'trust' : column.canonical.slice(column.canonical.indexOf(':') + 1);
      return element('div', {class: 'top' + (starts(index) ? ' start' : ''), role: 'columnheader', tabindex: '-1',
        'aria-colindex': index + 2, 'aria-label': column.trust ? 'trust' : column.canonical, title: column.canonical + (column.resource ? ' on ' + column.resource : ''), 'data-column': index},
      element('span', {}, name));
    });
    const longest = Math.max(5, ...tops.map(top => top.textContent.length));
    head.style.setProperty('--top', Math.min(230, 24 + longest * 6.2) + 'px');
    head.replaceChildren(
      element('div', {class: 'row', role: 'presentation'}, element('div', {class: 'name'}), bands(setName)),
      element('div', {class: 'row', role: 'presentation'}, element('div', {class: 'name'}), bands(column => column.trust ? '' : column.service)),
      element('div', {class: 'row', role: 'row', 'aria-rowindex': 1}, element('div', {class: 'name', role: 'columnheader', 'aria-colindex': 1}, 'principal', element('span', {class: 'side'}, 'granted')), tops),
    );
  }

  // The number of a row's actions with each kind of gap, as marks.
  function counts(row) {
    const found = new Map();
    for (const at of row.cells) {
      const story = at < 0 ? null : DATA.stories[at];
      if (story && story[0] > 0 && story[0] < 5 && !story[1]) found.set(story[0], (found.get(story[0]) || 0) + 1);
    }
    const chip = (status, words, label) => element('span', {class: 'count ' + STATUS[status], 'aria-label': label}, words);
    const trust = DATA.stories[row.trust][0];
    return [
      ...(trust > 0 && trust < 5 ? [chip(trust, 'trust', 'trust ' + STATUS[trust])] : []),
      ...[...found].sort((a, b) => b[0] - a[0]).map(([status, count]) => chip(status, LETTER[status] + count, count + ' ' + STATUS[status])),
    ];
  }

  function drawRow(index) {
    const row = view.rows[index];
    const open = state.cell && state.cell.row === row.index ? state.cell.column : null;
    const granted = row.granted + ' of ' + row.asked;
    const made = element('div', {class: 'row', role: 'row', 'aria-rowindex': index + 2, 'data-row': index},
      element('div', {class: 'name', role: 'rowheader', tabindex: '-1', 'aria-colindex': 1, title: row.label,
        'aria-label': row.label + ', ' + row.verdict + ', ' + granted + ' granted', 'data-column': -1},
      element('span', {class: 'mark ' + row.verdict, 'aria-hidden': 'true'}, VERDICT_LETTER[row.verdict]),
      element('span', {class: 'text'}, row.displayName),
      element('span', {class: 'side'}, (row.account && accounts > 1 ? row.account + '  ' : '') + row.granted + '/' + row.asked)));
    if (narrow.matches) made.firstChild.append(...counts(row));
    if (open === -1) made.firstChild.classList.add('open');
    columns().forEach((column, place) => {
      const story = storyAt(row, column);
      const cell = document.createElement('div');
      let kind = 'cell blank';
      if (story) {
        const status = statusOf(story);
        kind = 'cell ' + classOf(story);
        if (state.status.size && !state.status.has(status)) kind += ' faint';
        cell.textContent = letterOf(story);
        cell.setAttribute('aria-label', clean(column.canonical) + ' ' + status);
      } else {
        cell.setAttribute('aria-label', clean(column.canonical) + ' not asked for');
      }
      if (starts(place)) kind += ' start';
      if (open === column.at) kind += ' open';
      cell.className = kind;
      cell.setAttribute('role', 'gridcell');
      cell.setAttribute('aria-colindex', place + 2);
      cell.dataset.column = place;
      cell.tabIndex = -1;
      made.append(cell);
    });
    made.style.transform = 'translateY(' + index * height + 'px)';
    return made;
  }

  function drawSight() {
    const first = everything ? 0 : Math.max(0, Math.floor((scroller.scrollTop - head.offsetHeight) / height) - OVERSCAN);
    const last = everything ? Math.min(view.rows.length, MOST_PRINTED) : Math.min(view.rows.length, Math.ceil((scroller.scrollTop + scroller.clientHeight) / height) + OVERSCAN);
    for (const [index, made] of drawn) {
      if (index < first || index >= last) {
        // The row with the focus stays, otherwise the focus would be lost.
        if (made.contains(document.activeElement)) continue;
        made.remove();
        drawn.delete(index);
      }
    }
    const fresh = document.createDocumentFragment();
    for (let index = first; index < last; index += 1) {
      if (drawn.has(index)) continue;
      const made = drawRow(index);
      drawn.set(index, made);
      fresh.append(made);
    }
    body.append(fresh);
    markPlace();
  }

  function refresh() {
    const focused = root.contains(document.activeElement);
    height = parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--row')) || 24;
    drawn.clear();
    body.replaceChildren();
    body.style.height = view.rows.length * height + 'px';
    at.row = Math.min(at.row, view.rows.length - 1);
    at.column = Math.min(at.column, columns().length - 1);
    drawHead();
    root.setAttribute('aria-rowcount', view.rows.length + 1);
    root.setAttribute('aria-colcount', columns().length + 1);
    root.hidden = view.rows.length === 0;
    none.hidden = view.rows.length > 0;
    drawSight();
    if (focused) focus();
  }

  function cellAt(row, column) {
    if (row < 0) return head.querySelector('[data-column="' + Math.max(column, 0) + '"]');
    const made = drawn.get(row);
    return made && made.querySelector('[data-column="' + column + '"]');
  }

  // Only the cell with the keyboard focus is in the tab order.
  function markPlace() {
    for (const old of root.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
    const cell = cellAt(at.row, at.column) || body.querySelector('[role="rowheader"]');
    if (cell) cell.tabIndex = 0;
  }

  function intoSight() {
    const top = at.row * height;
    const room = scroller.clientHeight - head.offsetHeight;
    if (at.row >= 0 && top < scroller.scrollTop) scroller.scrollTop = top;
    if (at.row >= 0 && top + height > scroller.scrollTop + room) scroller.scrollTop = top + height - room;
    drawSight();
    const cell = cellAt(at.row, at.column);
    if (!cell || at.column < 0) {
      if (at.column < 0) scroller.scrollLeft = 0;
      return;
    }
    const names = (body.querySelector('.name') || head.querySelector('.name')).offsetWidth;
    const left = cell.offsetLeft;
    if (left < scroller.scrollLeft + names) scroller.scrollLeft = left - names - 4;
    if (left + 24 > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = left + 28 - scroller.clientWidth;
  }

  function focus() {
    intoSight();
    markPlace();
    const cell = cellAt(at.row, at.column);
    if (cell) cell.focus({preventScroll: true});
  }

  function move(row, column) {
    at = {
      row: Math.max(-1, Math.min(view.rows.length - 1, row)),
      column: Math.max(row < 0 ? 0 : -1, Math.min(columns().length - 1, column)),
    };
    focus();
  }

  function activate() {
    if (at.row < 0) return explainColumn(columns()[at.column]);
    const row = view.rows[at.row];
    if (row) select(row, at.column < 0 ? null : columns()[at.column]);
  }

  root.addEventListener('keydown', event => {
    const page = Math.max(1, Math.floor((scroller.clientHeight - head.offsetHeight) / height) - 1);
    const moves = {
      ArrowUp: [at.row - 1, at.column], ArrowDown: [at.row + 1, at.column],
      ArrowLeft: [at.row, at.column - 1], ArrowRight: [at.row, at.column + 1],
      PageUp: [Math.max(0, at.row - page), at.column], PageDown: [at.row + page, at.column],
      Home: [event.ctrlKey ? 0 : at.row, -1], End: [event.ctrlKey ? view.rows.length - 1 : at.row, columns().length - 1],
    };
    if (moves[event.key] && !event.altKey && !event.metaKey) {
      event.preventDefault();
      move(...moves[event.key]);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      activate();
    }
  });

  root.addEventListener('click', event => {
    const cell = event.target.closest('[data-column]');
    if (!cell) return;
    const row = cell.closest('[data-row]');
    at = {row: row ? Number(row.dataset.row) : -1, column: Number(cell.dataset.column)};
    activate();
    focus();
  });

  let waiting = false;
  scroller.addEventListener('scroll', () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      drawSight();
    });
  }, {passive: true});
  addEventListener('resize', drawSight);
  narrow.addEventListener('change', refresh);
  addEventListener('beforeprint', () => {
    everything = true;
    drawSight();
  });
  addEventListener('afterprint', () => {
    everything = false;
    drawSight();
  });

  // The open cell is scrolled into view and gets the focus.
  function reveal() {
    if (!state.cell) return;
    const row = view.rows.findIndex(shown => shown.index === state.cell.row);
    const column = columns().findIndex(shown => shown.at === state.cell.column);
    if (row < 0) return;
    at = {row, column};
    intoSight();
    markPlace();
  }

  return {refresh, focus, reveal, toTop: () => {
    scroller.scrollTop = 0;
    at = {row: 0, column: -1};
  }};
})();
