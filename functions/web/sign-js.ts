/**
 * The signature pad: draws with finger, pen or mouse, and puts strokes or a scaled picture into the form. Without it
 * the name can be typed. A button that was pressed once waits, so that impatience sends nothing twice.
 */
export const SIGN = `
const LARGEST = 900;

const wire = (field) => {
  const form = field.closest('form');
  const canvas = field.querySelector('canvas');
  const pen = canvas.getContext('2d');
  const strokes = [];
  let current;
  const size = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    const ratio = devicePixelRatio || 1;
    if (!width) return;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    pen.scale(ratio, ratio);
    draw();
  };
  const draw = () => {
    pen.clearRect(0, 0, canvas.clientWidth, canvas.clientHeight);
    pen.lineWidth = 2.4;
    pen.lineCap = 'round';
    pen.lineJoin = 'round';
    pen.strokeStyle = '#14356b';
    for (const stroke of strokes) {
      pen.beginPath();
      pen.moveTo(stroke[0], stroke[1]);
      for (let at = 2; at < stroke.length; at += 2) pen.lineTo(stroke[at], stroke[at + 1]);
      if (stroke.length === 2) pen.lineTo(stroke[0] + .1, stroke[1]);
      pen.stroke();
    }
    form.elements.strokes.value = strokes.length ? JSON.stringify({ strokes, width: canvas.clientWidth, height: canvas.clientHeight }) : '';
  };
  const point = (event) => {
    const box = canvas.getBoundingClientRect();
    return [Math.round((event.clientX - box.left) * 10) / 10, Math.round((event.clientY - box.top) * 10) / 10];
  };
  canvas.addEventListener('pointerdown', (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = point(event);
    strokes.push(current);
    draw();
  });
  canvas.addEventListener('pointermove', (event) => {
    if (!current || current.length > 3000) return;
    current.push(...point(event));
    draw();
  });
  const end = () => { current = undefined; };
  canvas.addEventListener('pointerup', end);
  canvas.addEventListener('pointercancel', end);
  field.querySelector('.clear').addEventListener('click', () => { strokes.length = 0; draw(); });

  const upload = field.querySelector('.upload');
  upload.addEventListener('change', async () => {
    const picture = await createImageBitmap(upload.files[0]).catch(() => undefined);
    if (!picture) return;
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const copy = document.createElement('canvas');
    copy.width = Math.max(1, Math.round(picture.width * scale));
    copy.height = Math.max(1, Math.round(picture.height * scale));
    copy.getContext('2d').drawImage(picture, 0, 0, copy.width, copy.height);
    const png = copy.toDataURL('image/png');
    form.elements.picture.value = png.length < 400000 ? png : copy.toDataURL('image/jpeg', .8);
    const shown = field.querySelector('.shown');
    copy.className = 'shown';
    shown.replaceWith(copy);
  });

  const choose = () => {
    const way = form.elements.look.value;
    for (const part of field.querySelectorAll('.way')) part.hidden = part.dataset.way !== way;
    if (way === 'drawn') size();
  };
  for (const hidden of field.querySelectorAll('.needs-script')) hidden.hidden = false;
  for (const radio of field.querySelectorAll('[type=radio]')) radio.addEventListener('change', choose);
  field.querySelector('[value=drawn]').checked = true;
  choose();
  addEventListener('resize', () => { if (form.elements.look.value === 'drawn') size(); });
};

const wireAll = () => {
  for (const field of document.querySelectorAll('.look:not([data-wired])')) {
    field.dataset.wired = 'yes';
    wire(field);
  }
};
document.addEventListener('swapped', wireAll);
document.addEventListener('submit', ({ target }) => {
  if (target.method !== 'post') return;
  setTimeout(() => { for (const button of target.querySelectorAll('[type=submit]')) button.disabled = true; });
  setTimeout(() => { for (const button of target.querySelectorAll('[type=submit]')) button.disabled = false; }, 8000);
});
wireAll();
`;
