import { openHome, prepareData } from '../../infra/local/home.ts';
import { startRuntime } from '../../infra/local/runtime.ts';
import { quickRenderer } from '../support/quick-renderer.ts';

/** Runs the pipeline on a data folder until nothing waits; says when it starts to work. Killed at will. */
const data = process.argv[2] ?? '';
await prepareData(data);
const ports = await openHome(data, quickRenderer());
await ports.company.current();
console.log('working');
const runtime = await startRuntime(ports, data);
await runtime.idle();
await runtime.stop();
console.log('idle');
