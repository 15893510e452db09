// Filters, search, keys and the choice of light or dark. The page is readable without any of it.
'use strict';
(() => {
  const form = document.querySelector('.filters');
  const theme = document.getElementById('theme');
  const themes = ['auto', 'light', 'dark'];

  theme.hidden = false;
  theme.addEventListener('click', () => {
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme ?? 'auto') + 1) % themes.length];
    document.documentElement.dataset.theme = next;
    theme.textContent = `Theme: ${next}`;
  });
  if (!form) return;

  const status = form.querySelector('[role=status]');
  const empty = document.querySelector('.empty');
  const files = [...document.querySelectorAll('section.file')];
  const findings = [...document.querySelectorAll('article')];
  const texts = new Map(); // finding -> what the search looks at

  const textOf = (finding) => {
    if (!texts.has(finding)) texts.set(finding, `${finding.dataset.path} ${finding.textContent}`.toLowerCase());
    return texts.get(finding);
  };
  const isUnder = (path, filter) => filter === './' ? !path.includes('/')
    : filter.endsWith('/') ? path.startsWith(filter) : path === filter;

  const apply = () => {
    const words = form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const severities = new Set([...form.elements.severity].filter((box) => box.checked).map((box) => box.value));
    const {family, rule, path} = form.elements;
    let shown = 0;
    for (const finding of findings) {
      const data = finding.dataset;
      const fits = severities.has(data.severity) && (!family.value || data.family === family.value)
        && (!rule.value || data.rule === rule.value) && (!path.value || isUnder(data.path, path.value))
        && words.every((word) => textOf(finding).includes(word));
      finding.hidden = !fits;
      shown += fits;
    }
    for (const file of files) file.hidden = !file.querySelector('article:not([hidden])');
    empty.hidden = shown > 0;
    status.textContent = `${shown} of ${findings.length} shown`;
  };

  // A folder or file of the tree that is no choice of the list yet becomes one.
  const choose = (name, value) => {
    const select = form.elements[name];
    if (![...select.options].some((option) => option.value === value)) select.add(new Option(value));
    select.value = value;
    apply();
    document.getElementById('findings').scrollIntoView();
    document.getElementById('findings').focus({preventScroll: true});
  };

  const step = (by) => {
    const visible = findings.filter((finding) => !finding.hidden);
    const at = visible.indexOf(document.activeElement.closest('article'));
    const next = visible[at < 0 ? (by > 0 ? 0 : visible.length - 1) : at + by];
    if (!next) return;
    next.focus({preventScroll: true});
    next.scrollIntoView({block: 'nearest'});
  };

  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[data-filter]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.dataset.filter, link.dataset.value);
  });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== 'checkbox';
    if (event.key === 'Escape' && isTyping) event.target.blur();
    if (isTyping) return;
    if (event.key === '/') {
      event.preventDefault();
      form.elements.text.focus();
    }
    if (event.key === 'j') step(1);
    if (event.key === 'k') step(-1);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.hidden = false;
  apply();
})();
