// Put into a copy of the page by the test: uses it as a person would and writes down what it sees.
(async () => {
  const seen = [];
  const see = (what, value) => seen.push(what + ': ' + String(value).replace(/\s+/g, ' ').trim());
  const press = (key, more) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true, ...more}));
  const panel = document.getElementById('panel');
  const shown = () => document.getElementById('shown').textContent;
  const type = (id, words) => {
    const input = document.getElementById(id);
    input.value = words;
    input.dispatchEvent(new Event('input', {bubbles: true}));
  };
  const choose = (id, value) => {
    const select = document.getElementById(id);
    select.value = value;
    select.dispatchEvent(new Event('change', {bubbles: true}));
  };
  try {
    see('all', shown());
    see('tab stops in the matrix', document.querySelectorAll('#grid [tabindex="0"]').length);
    document.getElementById('skip').click();
    see('skip link goes to', document.activeElement.getAttribute('aria-label'));
    press('ArrowRight');
    see('right', document.activeElement.getAttribute('aria-label'));
    press('End');
    see('end', document.activeElement.getAttribute('aria-label'));
    press('ArrowDown');
    press('ArrowLeft');
    see('down and left', document.activeElement.getAttribute('aria-label'));
    press('Home', {ctrlKey: true});
    see('home', document.activeElement.getAttribute('aria-label'));
    press('Enter');
    see('row explained', !panel.hidden && panel.querySelector('h2').textContent);
    press('Escape');
    see('closed', panel.hidden);
    see('focus is back', document.activeElement.getAttribute('role'));
    press('ArrowUp');
    see('head', document.activeElement.getAttribute('role'));
    type('action', 'ReEncryptTo');
    see('one action', shown());
    document.querySelector('#body .cell.denied').click();
    see('denied', panel.querySelector('h2').textContent + ' ' + panel.querySelector('.badge').textContent);
    see('why', panel.querySelector('.reasons').textContent);
    see('address', location.hash);
    see('policy', panel.querySelector('pre').textContent);
    document.execCommand = () => true;
    Object.defineProperty(navigator, 'clipboard', {value: {writeText: async words => { window.copied = words; }}});
    panel.querySelector('.copy').click();
    await new Promise(done => setTimeout(done, 20));
    see('copied', window.copied === panel.querySelector('pre').textContent && panel.querySelector('.copy').textContent);
    document.getElementById('reset').click();
    see('reset', shown() + ' ' + location.hash);
    type('q', 'OPERATOR 1111');
    see('search', shown());
    type('q', 'nobody');
    see('nobody', !document.getElementById('none').hidden && shown());
    document.getElementById('reset').click();
    document.querySelector('[data-verdict="pass"]').click();
    see('passing', shown() + ' ' + document.querySelector('[data-verdict="pass"]').getAttribute('aria-pressed'));
    document.getElementById('reset').click();
    document.querySelector('[data-status="denied"]').click();
    see('with a denied action', shown());
    document.getElementById('reset').click();
    choose('service', 'kms');
    see('a service', shown());
    document.getElementById('reset').click();
    document.getElementById('gaps').click();
    see('gaps', shown());
    document.getElementById('theme').click();
    see('theme', document.documentElement.dataset.theme + ' ' + location.hash);
  } catch (error) {
    see('error', error.stack);
  }
  const log = document.createElement('pre');
  log.id = 'seen';
  log.textContent = seen.join('\n');
  document.body.append(log);
})();
