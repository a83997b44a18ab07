import { BorderStyle, type IBorderOptions } from 'docx';

/** The Chinese edition, or the one with English below the Chinese. */
export type Edition = 'zh' | 'both';

export const BLUE = '1F3A5F';
export const GREY = '5B6670';
export const PALE = 'EAF0F6';
export const RULE = '9FB3C4';

export const FONT = { ascii: 'Arial', hAnsi: 'Arial', eastAsia: '宋体' };

/** In half-points. */
export const SIZE = { title: 40, heading: 24, text: 24, table: 20, english: 18, small: 17 } as const;

/** Right edge of the text, from its left one, in twentieths of a point. */
export const RIGHT = 9638;

export const line = (color: string, size = 4): IBorderOptions => ({ style: BorderStyle.SINGLE, size, color });
