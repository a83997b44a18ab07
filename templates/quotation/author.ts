import type { Text } from '../../functions/core/result.ts';
import type { Author } from '../author.ts';
import { makeWorkbook, type Sheet } from '../sheet.ts';
import { COLUMNS, SCALE, TABLE_SIZE } from './geometry.ts';
import { rowsOf } from './layout.ts';

const A4 = 9;

/** The two Excel templates of the quotation; the files are what runs and what people may edit afterwards. */
export const author: Author = async ({ logo }) => ({
  'quotation.zh-CN.xlsx': await make('zh', logo),
  'quotation.en.xlsx': await make('en', logo),
});

const TITLE: Text = { zh: '报价单', en: 'Quotation' };
const FONT: Text = { zh: '微软雅黑', en: 'Arial' };
/** Letters of the page's head and foot, in whole points. */
const MARGIN_SIZE = Math.round(8 * SCALE);
const PAGE: Text = { zh: '第 &P 页 / 共 &N 页', en: 'Page &P of &N' };

const make = (language: keyof Text, logo: Uint8Array): Promise<Uint8Array> =>
  makeWorkbook(sheetOf(language, logo), TITLE[language]);

const sheetOf = (language: keyof Text, logo: Uint8Array): Sheet => {
  const footer = `&L&${MARGIN_SIZE} {{number}}&C&${MARGIN_SIZE} ${PAGE[language]}&R&${MARGIN_SIZE} {{company.shortName.${language}}}`;
  return {
    name: TITLE[language],
    font: FONT[language],
    size: TABLE_SIZE,
    lineColour: '9FB3C4',
    scale: SCALE,
    widths: Object.values(COLUMNS),
    rows: rowsOf(language),
    page: {
      paperSize: A4,
      orientation: 'portrait',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.5, header: 0.22, footer: 0.22 },
    },
    headerFooter: {
      differentFirst: true,
      firstFooter: footer,
      oddHeader: `&L&${MARGIN_SIZE} {{company.name.${language}}}&R&${MARGIN_SIZE} ${TITLE[language]} {{number}}`,
      oddFooter: footer,
    },
    picture: { png: logo, column: 0.15, row: 0.1, px: 74 },
  };
};
