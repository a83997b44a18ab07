import type { Text } from '../result.ts';

/** What one tag says wrongly; caught by the compiler, which knows the place. */
export class TagMistake extends Error {
  readonly code: string;
  readonly text: Text;
  /** The inside of the tag that was probably meant. */
  readonly suggestion: string | undefined;
  constructor(code: string, text: Text, suggestion?: string) {
    super(text.en);
    this.code = code;
    this.text = text;
    this.suggestion = suggestion;
  }
}

export function syntax(near: string, suggestion?: string): TagMistake {
  const [zh, en] = /^[-+*/]/.test(near)
    ? [
        '标签不做计算：请在数据中给出结果，或在 Excel 中用公式。',
        ' Tags do not calculate: put the result into the data, or use a formula of Excel.',
      ]
    : ['', ''];
  const text = {
    zh: near === '' ? '标签不完整。' : `无法理解“${near}”这一部分。${zh}`,
    en: near === '' ? 'The tag is not complete.' : `"${near}" cannot be understood here.${en}`,
  };
  return new TagMistake('TAG_SYNTAX', text, suggestion);
}
