export { jsonSchema } from './json-schema.ts';
export { parseJson } from './json-text.ts';
export { locate, mistakesOf, parseRequest } from './parse.ts';
export type { RawRequest } from './raw.ts';
export { readRequests } from './read.ts';
export type { Source } from './source.ts';
