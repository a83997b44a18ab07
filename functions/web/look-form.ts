import { type SignatureLook, signatureLook } from '../core/document/evidence.ts';
import { type Html, html } from '../core/html.ts';
import { fail, ok, type Problem, type Result } from '../core/result.ts';
import type { Visit } from './visit.ts';

type Form = ReadonlyMap<string, string>;

/** Drawn, typed or a picture; without script only the typed one is there. */
export const lookFields = ({ t }: Visit, name: string): Html => html`
<fieldset class="look"><legend>${t('sign.look')}</legend>
<div class="ways"><label class="needs-script" hidden><input type="radio" name="look" value="drawn"> ${t('sign.drawn')}</label>
<label><input type="radio" name="look" value="typed" checked> ${t('sign.typed')}</label>
<label class="needs-script" hidden><input type="radio" name="look" value="picture"> ${t('sign.picture')}</label></div>
<div class="way" data-way="drawn" hidden><canvas class="pad" width="600" height="200" tabindex="0" role="img" aria-label="${t('sign.pad')}"></canvas>
<button type="button" class="clear">${t('sign.clear')}</button><input type="hidden" name="strokes"></div>
<div class="way" data-way="typed"><input name="typed" value="${name}" maxlength="60" aria-label="${t('sign.typed')}" autocomplete="off"></div>
<div class="way" data-way="picture" hidden><input type="file" class="upload" accept="image/png,image/jpeg" aria-label="${t('sign.picture')}"><img class="shown" alt="" hidden><input type="hidden" name="picture"></div>
</fieldset>`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const candidate = (form: Form): unknown => {
  switch (form.get('look')) {
    case 'drawn': {
      const drawn = parsed(form.get('strokes') ?? '');
      return typeof drawn === 'object' ? { ...drawn, kind: 'drawn' } : undefined;
    }
    case 'picture':
      return {
        kind: 'picture',
        base64: (form.get('picture') ?? '').replace(/^data:image\/(png|jpeg);base64,/, ''),
      };
    default:
      return { kind: 'typed', text: form.get('typed') ?? '' };
  }
};

const empty: Problem = {
  code: 'SIGNATURE_EMPTY',
  message: { zh: '还没有签名，或签名图片太大', en: 'there is no signature yet, or its picture is too large' },
  fix: {
    zh: '请在框里手写、键入姓名，或上传一张小于 300 KB 的图片',
    en: 'draw it, type your name, or upload a picture below 300 KB',
  },
};

const unreadable: Problem = {
  code: 'SIGNATURE_UNREADABLE',
  message: { zh: '签名图片已损坏，或尺寸太大', en: 'the picture of the signature is damaged, or too large' },
  fix: {
    zh: '请另选一张 PNG 或 JPEG 图片，或改为手写',
    en: 'choose another PNG or JPEG, or draw the signature',
  },
};

/** What the form says of how the signature looks: whole, and such that it can be drawn. */
export const lookOf = async (form: Form): Promise<Result<SignatureLook, Problem>> => {
  const read = signatureLook.safeParse(candidate(form));
  if (!read.success) return fail(empty);
  const { data } = read;
  if (data.kind !== 'picture') return ok(data);
  const { isDrawable } = await import('../core/pdf/looks.ts');
  const drawable = await isDrawable(Buffer.from(data.base64, 'base64'));
  return drawable ? ok(data) : fail(unreadable);
};
