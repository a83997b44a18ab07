export type { Finding } from './errors.ts';
export { TemplateError } from './errors.ts';
export type { Field } from './fields.ts';
export type { Dialect } from './grammar.ts';
export { type Inspection, inspect, type JsonSchema, lint } from './lint.ts';
export { type CompileOptions, compile, type FillOptions, type Limits, type Template } from './template.ts';
