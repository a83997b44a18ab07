/**
 * Shows a PDF inside the page with pdf.js, because phones and the browsers inside chat programs have no viewer that a
 * page may use. Pages are drawn when they come near the window. Without script there is a link to the file.
 */
export const VIEWER = `
const draw = async (page, holder) => {
  const width = holder.clientWidth;
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale: scale * Math.min(2, devicePixelRatio || 1) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(viewport.width);
  canvas.height = Math.round(viewport.height);
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', holder.dataset.label);
  await page.render({ canvas, canvasContext: canvas.getContext('2d'), viewport }).promise;
  holder.replaceChildren(canvas);
  const text = await page.getTextContent();
  const words = document.createElement('p');
  words.className = 'hidden';
  words.textContent = text.items.map((item) => item.str + (item.hasEOL ? '\\n' : '')).join('');
  holder.append(words);
};

const show = async (box) => {
  const { getDocument, GlobalWorkerOptions } = await import(box.dataset.library);
  GlobalWorkerOptions.workerSrc = box.dataset.worker;
  const file = await getDocument({ url: box.dataset.pdf, isEvalSupported: false, enableXfa: false }).promise;
  const pages = document.createElement('div');
  pages.className = 'pages';
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      file.getPage(Number(target.dataset.page)).then((page) => draw(page, target)).catch(() => failed(box));
    }
  }, { rootMargin: '600px' });
  const first = (await file.getPage(1)).getViewport({ scale: 1 });
  for (let n = 1; n <= file.numPages; n += 1) {
    const holder = document.createElement('div');
    holder.className = 'page';
    holder.dataset.page = n;
    holder.dataset.label = box.dataset.page.replace('{n}', n).replace('{of}', file.numPages);
    holder.style.aspectRatio = first.width + ' / ' + first.height;
    pages.append(holder);
  }
  box.replaceChildren(pages);
  for (const holder of pages.children) seen.observe(holder);
  box.dataset.state = 'shown';
};

const failed = (box) => { box.dataset.state = 'failed'; };

const showAll = () => {
  for (const box of document.querySelectorAll('.viewer[data-pdf]:not([data-state])')) {
    box.dataset.state = 'loading';
    show(box).catch(() => failed(box));
  }
};
document.addEventListener('swapped', showAll);
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-view]');
  const box = document.querySelector('.viewer');
  if (!link || !box) return;
  event.preventDefault();
  box.dataset.pdf = link.href;
  delete box.dataset.state;
  showAll();
});
showAll();
`;
