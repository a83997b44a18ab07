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

export const syntax = (near: string): TagMistake =>
  new TagMistake('TAG_SYNTAX', {
    zh: near === '' ? '标签不完整。' : `无法理解“${near}”这一部分。`,
    en: near === '' ? 'The tag is not complete.' : `"${near}" cannot be understood here.`,
  });
