export type { Finding } from './errors.ts';
export { TemplateError } from './errors.ts';
export type { Field } from './fields.ts';
export { type JsonSchema, lint } from './lint.ts';
export { type CompileOptions, compile, type FillOptions, type Limits, type Template } from './template.ts';
