import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { fronts, pipeline, type Stage, schedules } from '../../../functions/pipeline.ts';
import { codeFrom } from '../../../infra/cloud/code.ts';
import { createApp } from '../../../infra/cloud/docket-app.ts';
import type { Program } from '../../../infra/cloud/docket-stack.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { temporaryFolder } from '../folder.ts';

const flags: unknown = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

/** The program as it is deployed, with empty bundles. */
export const program = async (more: readonly Stage[] = []): Promise<Program> => {
  const folder = temporaryFolder();
  const stages = [...pipeline, ...more];
  for (const { name } of [...stages, ...fronts]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = () => undefined;\n');
  }
  const codeOf = codeFrom(folder, stages);
  return { pipeline: stages, fronts, schedules, kinds: await loadKinds(), codeOf };
};

/** Synthesises a deployment as `cdk synth -c name=value …` does, checks included. Throws when a check finds something. */
export const synthesise = (given: Program, context: Readonly<Record<string, unknown>> = {}): Template => {
  const { context: own } = flags as { readonly context: Record<string, unknown> };
  const { app, stack } = createApp(given, { context: { ...own, ...context }, outdir: temporaryFolder() });
  app.synth();
  return Template.fromStack(stack);
};
