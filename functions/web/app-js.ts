import { UPLOAD_LIMIT } from './http.ts';

/**
 * The script of the pages, as browsers get it. Everything works without it; it refreshes what is out of date
 * and sends dropped files with a progress bar. Text enters the page as text only.
 */
export const SCRIPT = `
const POLL = 3000;

// ---- refresh: ask for JSON, and only when something has changed fetch the page and swap its live parts
let watch = document.body.dataset.watch;

const mark = () => {
  const at = document.activeElement;
  return at && at !== document.body && { id: at.id, href: at.getAttribute('href') };
};

const restore = (focus) => {
  if (!focus || document.activeElement !== document.body) return;
  const found = focus.id ? document.getElementById(focus.id) : focus.href && document.querySelector('a[href="' + CSS.escape(focus.href) + '"]');
  found?.focus({ preventScroll: true });
};

const swap = (fresh) => {
  const focus = mark();
  const open = [...document.querySelectorAll('details[open]')].map((each) => each.id);
  for (const part of fresh.querySelectorAll('[data-live]')) {
    const old = document.getElementById(part.id);
    for (const id of open) part.querySelector('#' + CSS.escape(id))?.setAttribute('open', '');
    const { key } = part.dataset;
    if (!old || (key ? old.dataset.key === key : old.innerHTML === part.innerHTML)) continue;
    if (key) old.dataset.key = key;
    old.replaceChildren(...part.childNodes);
  }
  document.dispatchEvent(new Event('swapped'));
  restore(focus);
  watch = fresh.body.dataset.watch;
};

const refresh = async () => {
  const answer = await fetch(watch);
  if (!answer.ok || !(await answer.json()).changed) return;
  const page = await fetch(location.href);
  if (page.ok) swap(new DOMParser().parseFromString(await page.text(), 'text/html'));
};

let timer;
const tick = async () => {
  clearTimeout(timer);
  if (document.hidden || !watch) return;
  try { await refresh(); } catch { /* the program may be restarting: the next tick asks again */ }
  timer = setTimeout(tick, POLL);
};
document.addEventListener('visibilitychange', tick);
timer = setTimeout(tick, POLL);

// ---- upload
const box = document.querySelector('.drop');
const words = box && JSON.parse(box.dataset.words);
const LARGEST = ${UPLOAD_LIMIT};

const entry = (file) => {
  const item = document.createElement('li');
  const name = document.createElement('strong');
  const bar = document.createElement('progress');
  const text = document.createElement('span');
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute('aria-label', file.name);
  item.append(name, bar, text);
  box.querySelector('.sent').prepend(item);
  const say = (words) => { text.textContent = words; };
  const finish = (message, state, href, link) => {
    bar.remove();
    text.className = 'badge';
    text.dataset.state = state;
    say(message);
    if (!href) return;
    const see = document.createElement('a');
    see.href = href;
    see.textContent = link;
    item.append(see);
  };
  return { bar, say, finish };
};

/* where the pages cannot carry a large file themselves, it goes to an address that they give */
const placeFor = async (file) => {
  const url = '/api/uploads?' + new URLSearchParams({ name: file.name, kind: box.elements.kind.value });
  if (!box.dataset.most || file.size <= Number(box.dataset.most)) return { url, headers: {} };
  const hash = [...new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))].map((one) => one.toString(16).padStart(2, '0')).join('');
  const answer = await fetch(url + '&sha256=' + hash, { method: 'POST' });
  const place = await answer.json();
  if (!answer.ok) throw new Error(place.error ?? '');
  return place;
};

const send = async (file, bar) => put(file, bar, await placeFor(file));

const put = (file, bar, { url, headers, result }) => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.open('PUT', url);
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.responseType = 'json';
  request.upload.onprogress = ({ loaded, total }) => { bar.value = total ? loaded / total : 0; };
  request.onload = () => request.status < 300 ? resolve(result ?? request.response.result) : reject(new Error(request.response?.error ?? ''));
  request.onerror = () => reject(new Error(''));
  request.send(file);
});

const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

const outcome = async (address) => {
  for (let tries = 0; tries < 120; tries += 1) {
    await pause(tries < 10 ? 500 : 2000);
    const answer = await fetch(address).then((response) => response.json()).catch(() => ({}));
    if (answer.done) return answer;
  }
};

const upload = async (file) => {
  const { bar, say, finish } = entry(file);
  if (file.size > LARGEST) return finish(words.large, 'rejected');
  say(words.sending);
  try {
    const address = await send(file, bar);
    bar.remove();
    say(words.checking);
    const result = await outcome(address);
    if (!result) return finish(words.slow, 'received', '/uploads', words.see);
    finish(result.message, result.state, result.href, result.state === 'rejected' ? words.mend : words.see);
    tick();
  } catch (error) {
    finish(error.message || words.failed, 'rejected');
  }
};

const uploadAll = async (files) => {
  for (const file of files) await upload(file);
};

if (box) {
  const input = box.elements.file;
  box.classList.add('live');
  input.addEventListener('change', () => {
    uploadAll([...input.files]);
    input.value = '';
  });
  let depth = 0;
  const over = (step) => { depth = Math.max(0, depth + step); box.classList.toggle('over', depth > 0); };
  const withFiles = (run) => (event) => { if (event.dataTransfer?.types.includes('Files')) run(event); };
  document.addEventListener('dragenter', withFiles(() => over(1)));
  document.addEventListener('dragleave', withFiles(() => over(-1)));
  document.addEventListener('dragover', withFiles((event) => event.preventDefault()));
  document.addEventListener('drop', withFiles((event) => {
    event.preventDefault();
    over(-depth);
    uploadAll([...event.dataTransfer.files]);
  }));
  box.addEventListener('submit', (event) => event.preventDefault());
}

// ---- a page with one place for a file takes it wherever it is dropped, instead of leaving for it
const place = document.querySelector('.target input[type=file]');
if (place) {
  document.addEventListener('dragover', (event) => event.preventDefault());
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    if (!event.dataTransfer?.files.length) return;
    place.files = event.dataTransfer.files;
    place.form.requestSubmit();
  });
}
`;
