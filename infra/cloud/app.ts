import { fileURLToPath } from 'node:url';
import { fronts, pipeline, schedules } from '../../functions/pipeline.ts';
import { loadKinds } from '../../templates/registry.ts';
import { bundleHandlers } from './bundle.ts';
import { codeFrom } from './code.ts';
import { createApp } from './docket-app.ts';

const bundles = fileURLToPath(new URL('../../dist/functions', import.meta.url));
await bundleHandlers(bundles);
const codeOf = codeFrom(bundles, pipeline);
createApp({ pipeline, fronts, schedules, kinds: await loadKinds(), codeOf }).app.synth();
