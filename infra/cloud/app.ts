import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { fronts, pipeline, schedules } from '../../functions/pipeline.ts';
import { loadKinds } from '../../templates/registry.ts';
import { bundleHandlers } from './bundle.ts';
import { createApp } from './docket-app.ts';

const bundles = fileURLToPath(new URL('../../dist/functions', import.meta.url));
await bundleHandlers(bundles);
const codeOf = (name: string): Code => Code.fromAsset(join(bundles, name));
createApp({ pipeline, fronts, schedules, kinds: await loadKinds(), codeOf }).app.synth();
