import type { Finding } from '../../functions/core/ooxml/index.ts';
import type { Text } from '../../functions/core/result.ts';
import { language } from './command.ts';

/** Parts of a document beside its body, by how they are called inside the file. */
const PARTS: readonly (readonly [RegExp, Text])[] = [
  [/header\d*\.xml$/, { zh: '页眉', en: 'header' }],
  [/footer\d*\.xml$/, { zh: '页脚', en: 'footer' }],
  [/(?:foot|end)notes\.xml$/, { zh: '脚注尾注', en: 'notes' }],
  [/omments?\w*\.xml$/, { zh: '批注', en: 'comment' }],
  [/charts?\//, { zh: '图表', en: 'chart' }],
  [/drawings?\//, { zh: '图形', en: 'drawing' }],
  [/docProps\//, { zh: '文档属性', en: 'document properties' }],
  [/\.rels$/, { zh: '链接', en: 'link' }],
];

/** Where a person finds it: cell or text, and the part where that is not the body. */
const whereOf = ({ part, place }: Finding): string => {
  const [, name] = PARTS.find(([pattern]) => pattern.test(part)) ?? [];
  return [name && `[${name[language]}]`, place || part].filter(Boolean).join(' ');
};

/** A mistake of a template for a terminal: where, the tag, what is wrong, what was meant. */
export const findingLine = (finding: Finding): string => {
  const { tag, message, suggestion } = finding;
  const hint = suggestion ? ` ${suggestion[language]}` : '';
  return `✗ ${whereOf(finding)}\n    ${[tag, `${message[language]}${hint}`].filter(Boolean).join('  ')}`;
};

/** What was taken out of a template. */
export const warningLine = (finding: Finding): string =>
  `! ${whereOf(finding)}\n    ${finding.message[language]}`;

/** `3 mistakes`, `1 mistake`. */
export const countOf = (n: number): Text => ({
  zh: `${n} 处错误`,
  en: n === 1 ? '1 mistake' : `${n} mistakes`,
});
