import { type Html, html } from '../html.ts';
import type { Text } from '../result.ts';

/** What a mail says, before it has a form: first in Chinese, then in English, with one button. */
export interface Letter {
  readonly company: Text;
  readonly heading: Text;
  readonly paragraphs: readonly Text[];
  /** Name and value, `单号 / Number`: `SC-2026-000001`. */
  readonly facts: readonly (readonly [name: Text, value: string])[];
  /** What is wrong and where, `报价申请!C7`. */
  readonly mistakes?: readonly { readonly place: string; readonly said: Text }[];
  /** What the reader may choose from. */
  readonly choices?: readonly { readonly label: Text; readonly href: string }[];
  readonly button?: { readonly label: Text; readonly href: string };
  /** An attachment that is shown under the facts, and what it says. */
  readonly picture?: { readonly name: string; readonly alt: Text };
  /** A code that is to be typed; large. */
  readonly code?: string;
  /** Small, at the end: why this mail came, what to do if it was not meant. */
  readonly closing: readonly Text[];
}

const SIDES = ['zh', 'en'] as const;
const FONT =
  "font-family:-apple-system,'Segoe UI',Roboto,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif";

/** A mail address as people type it. */
const addressOf = (href: string): string => href.replace(/^mailto:/, '');

const textOf = (letter: Letter, side: 'zh' | 'en'): string =>
  [
    letter.heading[side],
    '',
    ...letter.paragraphs.map((one) => one[side]),
    ...(letter.facts.length > 0 ? [''] : []),
    ...letter.facts.map(([name, value]) => `${name[side]}${side === 'zh' ? '：' : ': '}${value}`),
    ...(letter.picture ? ['', letter.picture.alt[side]] : []),
    ...(letter.mistakes
      ? ['', ...letter.mistakes.map(({ place, said }) => `· ${place ? `[${place}] ` : ''}${said[side]}`)]
      : []),
    ...(letter.choices
      ? [
          '',
          ...letter.choices.map(
            ({ label, href }) => `${label[side]}${side === 'zh' ? '：' : ': '}${addressOf(href)}`,
          ),
        ]
      : []),
    ...(letter.code ? ['', letter.code] : []),
    ...(letter.button
      ? ['', `${letter.button.label[side]}${side === 'zh' ? '：' : ': '}`, letter.button.href]
      : []),
    '',
    ...letter.closing.map((one) => one[side]),
  ].join('\n');

const both = (text: Text, size: number, more = ''): Html => html`
<p style="margin:0 0 2px;font-size:${size}px;line-height:1.5;${more}">${text.zh}</p>
<p lang="en" style="margin:0 0 14px;font-size:${Math.max(13, size - 3)}px;line-height:1.45;color:#5a616a">${text.en}</p>`;

const factRows = (facts: Letter['facts']): Html | false =>
  facts.length > 0 &&
  html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 18px;border-top:1px solid #dfdcd4">${facts.map(
    ([name, value]) => html`
<tr><td style="padding:9px 12px 9px 0;border-bottom:1px solid #dfdcd4;font-size:13px;color:#5a616a;white-space:nowrap;vertical-align:top">${name.zh}<br><span lang="en">${name.en}</span></td>
<td style="padding:9px 0;border-bottom:1px solid #dfdcd4;font-size:16px;line-height:1.4;vertical-align:top;word-break:break-word">${value}</td></tr>`,
  )}</table>`;

const mistakeRows = (mistakes: Letter['mistakes']): Html | false =>
  mistakes !== undefined &&
  html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 18px">${mistakes.map(
    ({ place, said }) => html`
<tr><td style="padding:8px 12px;border-left:3px solid #b3362b;background:#fbf3f1;border-bottom:4px solid #ffffff">${place !== '' && html`<span style="font-size:13px;font-weight:650;color:#b3362b;word-break:break-word">${place}</span><br>`}<span style="font-size:15px;line-height:1.5">${said.zh}</span><br><span lang="en" style="font-size:13px;line-height:1.45;color:#5a616a">${said.en}</span></td></tr>`,
  )}</table>`;

const choiceRows = (choices: Letter['choices']): Html | false =>
  choices !== undefined &&
  html`
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="margin:4px 0 18px;border-top:1px solid #dfdcd4">${choices.map(
    ({ label, href }) => html`
<tr><td style="padding:9px 12px 9px 0;border-bottom:1px solid #dfdcd4;font-size:15px;vertical-align:top">${label.zh}<br><span lang="en" style="font-size:13px;color:#5a616a">${label.en}</span></td>
<td style="padding:9px 0;border-bottom:1px solid #dfdcd4;font-size:13px;vertical-align:middle;word-break:break-all"><a href="${href}" style="color:#1c5688">${addressOf(href)}</a></td></tr>`,
  )}</table>`;

const buttonOf = (button: Letter['button']): Html | undefined =>
  button &&
  html`
<p style="margin:6px 0 20px"><a href="${button.href}" style="display:block;padding:13px 18px;border-radius:8px;background:#1c5688;color:#ffffff;text-align:center;text-decoration:none;font-weight:600;font-size:17px">${button.label.zh} · <span lang="en">${button.label.en}</span></a></p>`;

const pictureOf = (picture: Letter['picture']): Html | undefined =>
  picture &&
  html`
<p style="margin:0 0 18px"><img src="cid:${picture.name}" alt="${picture.alt.zh}\n${picture.alt.en}" width="510" style="display:block;width:100%;max-width:510px;height:auto;border:0"></p>`;

const codeOf = (code: string | undefined): Html | undefined | '' =>
  code &&
  html`
<p style="margin:6px 0 20px;padding:14px;border-radius:8px;background:#efede7;text-align:center;font-size:30px;font-weight:650;letter-spacing:8px">${code}</p>`;

/** The letter as mail programs and phones show it: no picture that is not in it, nothing fetched, nothing that tells when it is read. */
const htmlOf = (letter: Letter): string =>
  `<!doctype html>${
    html`<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light"><title>${letter.heading.zh}</title></head>
<body style="margin:0;padding:20px 12px;background:#f6f5f1;color:#1b1f24;${FONT}">
<div style="max-width:560px;margin:0 auto;padding:26px 24px 14px;background:#ffffff;border:1px solid #dfdcd4;border-top:4px solid #b3362b;border-radius:10px">
<p style="margin:0 0 18px;font-size:13px;color:#5a616a">${letter.company.zh} · <span lang="en">${letter.company.en}</span></p>
${both(letter.heading, 21, 'font-weight:650;')}${letter.paragraphs.map((one) => both(one, 16))}${factRows(letter.facts)}${pictureOf(letter.picture)}${mistakeRows(letter.mistakes)}${choiceRows(letter.choices)}
${buttonOf(letter.button)}${codeOf(letter.code)}</div>
<div style="max-width:560px;margin:0 auto;padding:14px 24px;color:#5a616a">${letter.closing.map((one) => both(one, 13))}</div>
</body></html>`.markup
  }`;

/** The two bodies of a mail. */
export const write = (letter: Letter): { readonly text: string; readonly html: string } => ({
  text: SIDES.map((side) => textOf(letter, side)).join('\n\n----\n\n'),
  html: htmlOf(letter),
});
