// The one script of the dashboard. Listeners sit on the document, because enhanced navigation replaces what is inside it.

const root = document.documentElement;

function switchTheme() {
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
  const base = new URL(document.baseURI).pathname;
  document.cookie = `theme=${root.dataset.theme}; path=${base}; max-age=31536000; samesite=lax`;
}

const actions = {
  theme: switchTheme,
  keys: () => document.getElementById('keys')?.showModal(),
};

document.addEventListener('click', e => {
  const act = e.target.closest('[data-act]')?.dataset.act;
  if (act) actions[act]?.();
});
