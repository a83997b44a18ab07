export { bodyLimit, type WebRequest, type WebResponse, web as stage } from './web.ts';
