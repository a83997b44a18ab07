export { UPLOAD_LIMIT, type WebRequest, type WebResponse, web as stage } from './web.ts';
