export { dispatch as stage } from './dispatch.ts';
