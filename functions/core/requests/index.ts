export { jsonSchema } from './json-schema.ts';
export { parseJson } from './json-text.ts';
export { locate, parseRequest } from './parse.ts';
export type { RawRequest } from './raw.ts';
export { type Requests, readRequests } from './read.ts';
export type { Cell, JsonValue, Row, Sheet, Source } from './source.ts';
