import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { fronts, pipeline, schedules } from '../../../functions/pipeline.ts';
import { createApp } from '../../../infra/cloud/docket-app.ts';
import type { Program } from '../../../infra/cloud/docket-stack.ts';
import { loadKinds } from '../../../templates/registry.ts';
import { temporaryFolder } from '../folder.ts';

const flags: unknown = JSON.parse(readFileSync(new URL('../../../cdk.json', import.meta.url), 'utf8'));

/** The program as it is deployed, with empty bundles. */
export const program = async (): Promise<Program> => {
  const folder = temporaryFolder();
  const codeOf = (name: string): Code => {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), 'export const handler = () => undefined;\n');
    return Code.fromAsset(join(folder, name));
  };
  return { pipeline, fronts, schedules, kinds: await loadKinds(), codeOf };
};

/** Synthesises a deployment as `cdk synth -c name=value …` does, checks included. Throws when a check finds something. */
export const synthesise = (given: Program, context: Readonly<Record<string, unknown>> = {}): Template => {
  const { context: own } = flags as { readonly context: Record<string, unknown> };
  const { app, stack } = createApp(given, { context: { ...own, ...context }, outdir: temporaryFolder() });
  app.synth();
  return Template.fromStack(stack);
};
