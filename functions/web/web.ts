import type { Ports } from '../core/ports.ts';
import { adminPage } from './admin-page.ts';
import { documentApi, documentsApi, health } from './api.ts';
import { documentAct, documentPage } from './document-page.ts';
import { serveFile } from './files.ts';
import { blankForm, formsPage } from './forms-page.ts';
import { hostAllowed, sameOrigin } from './guard.ts';
import { FORM_LIMIT, json, seeOther, UPLOAD_BODY_LIMIT, type WebRequest, type WebResponse } from './http.ts';
import { failure } from './layout.ts';
import { linkAct, linkPage, linkPdf } from './link-page.ts';
import { listPage } from './list-page.ts';
import { mailDecide, mailPage, mailsPage } from './mail-page.ts';
import { outboxMail, outboxPage } from './outbox-page.ts';
import { postUpload, putUpload, uploadAddress, uploadResult } from './receive.ts';
import { reportsPage } from './reports-page.ts';
import { serveAsset, serveViewer } from './serve-assets.ts';
import { askSignIn, enter, leave, signInLink, signInPage } from './sign-in.ts';
import { tasksPage } from './tasks-page.ts';
import { templateFile, templatesApi, templatesPage } from './templates-page.ts';
import { uploadPage, uploadsPage } from './upload-pages.ts';
import { VERIFY_BODY_LIMIT, verifyApi, verifyFile, verifyPage } from './verify-page.ts';
import { type Answer, logFault, type Visit, visitOf, type WebOptions } from './visit.ts';
import { inHouse } from './who.ts';

export type { WebRequest, WebResponse } from './http.ts';
export type { WebOptions } from './visit.ts';

interface Route {
  readonly pattern: RegExp;
  /** Default: who belongs to the house. */
  readonly open?: 'to all' | 'to the operator';
  /** Largest body in bytes that is read for it; default that of a form. */
  readonly limit?: number;
  readonly methods: Readonly<Record<string, Answer>>;
}

const ROUTES: readonly Route[] = [
  { pattern: /^\/$/, methods: { GET: listPage } },
  { pattern: /^\/documents\/([^/]+)\/act$/, methods: { POST: documentAct } },
  { pattern: /^\/documents\/(.+)$/, methods: { GET: documentPage } },
  { pattern: /^\/uploads$/, limit: UPLOAD_BODY_LIMIT, methods: { GET: uploadsPage, POST: postUpload } },
  { pattern: /^\/uploads\/(.+)$/, methods: { GET: uploadPage } },
  { pattern: /^\/forms$/, methods: { GET: formsPage } },
  { pattern: /^\/forms\/([a-z0-9-]+)\.xlsx$/, methods: { GET: blankForm } },
  { pattern: /^\/templates$/, methods: { GET: templatesPage } },
  { pattern: /^\/templates\/(.+)$/, methods: { GET: templateFile } },
  { pattern: /^\/reports$/, methods: { GET: reportsPage } },
  { pattern: /^\/admin$/, methods: { GET: adminPage } },
  { pattern: /^\/mail$/, methods: { GET: mailsPage } },
  { pattern: /^\/mail\/([0-9a-f]{20})$/, methods: { GET: mailPage, POST: mailDecide } },
  { pattern: /^\/outbox$/, open: 'to the operator', methods: { GET: outboxPage } },
  { pattern: /^\/outbox\/(.+)$/, open: 'to the operator', methods: { GET: outboxMail } },
  { pattern: /^\/files\/(.+)$/, methods: { GET: serveFile } },
  {
    pattern: /^\/assets\/(.+)$/,
    open: 'to all',
    methods: { GET: serveAsset },
  },
  { pattern: /^\/viewer\/(.+)$/, open: 'to all', methods: { GET: serveViewer } },
  { pattern: /^\/api\/documents$/, methods: { GET: documentsApi } },
  { pattern: /^\/api\/documents\/(.+)$/, methods: { GET: documentApi } },
  { pattern: /^\/api\/templates$/, methods: { GET: templatesApi } },
  {
    pattern: /^\/api\/uploads$/,
    limit: UPLOAD_BODY_LIMIT,
    methods: { GET: uploadResult, POST: uploadAddress, PUT: putUpload },
  },
  { pattern: /^\/tasks$/, methods: { GET: tasksPage } },
  { pattern: /^\/t\/([A-Za-z0-9_-]+)\/pdf$/, open: 'to all', methods: { GET: linkPdf } },
  { pattern: /^\/t\/([A-Za-z0-9_-]+)$/, open: 'to all', methods: { GET: linkPage, POST: linkAct } },
  {
    pattern: /^\/verify(?:\/([a-z0-9]+))?$/,
    open: 'to all',
    limit: VERIFY_BODY_LIMIT,
    methods: { GET: verifyPage, POST: verifyFile },
  },
  {
    pattern: /^\/api\/verify$/,
    open: 'to all',
    limit: VERIFY_BODY_LIMIT,
    methods: { POST: verifyApi, PUT: verifyApi },
  },
  { pattern: /^\/sign-in$/, open: 'to all', methods: { GET: signInPage, POST: askSignIn } },
  { pattern: /^\/sign-in\/(.+)$/, open: 'to all', methods: { GET: signInLink, POST: enter } },
  { pattern: /^\/sign-out$/, open: 'to all', methods: { POST: leave } },
  { pattern: /^\/health$/, open: 'to all', methods: { GET: health } },
];

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** A page leads to where one signs in; a program is told. */
const refuse = (visit: Visit, { open }: Route): WebResponse | undefined => {
  const { request, who } = visit;
  if (open === 'to all' || who.operator || (open === undefined && inHouse(who))) return undefined;
  if (inHouse(who)) return failure(visit, 404);
  return request.path.startsWith('/api/') ? json(401, { error: visit.t('error.401') }) : seeOther('/sign-in');
};

const answer = async (visit: Visit): Promise<WebResponse> => {
  const { method, path } = visit.request;
  const route = ROUTES.find(({ pattern }) => pattern.test(path));
  const argument = decoded(route?.pattern.exec(path)?.[1] ?? '');
  if (route === undefined || argument === undefined) return failure(visit, 404);
  const refused = refuse(visit, route);
  if (refused) return refused;
  const run = route.methods[method === 'HEAD' ? 'GET' : method];
  if (run !== undefined) return run(visit, argument);
  const wrong = failure(visit, 405);
  const allow = Object.keys(route.methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return { ...wrong, headers: { ...wrong.headers, allow: allow.join(', ') } };
};

const guarded = async (ports: Ports, visit: Visit): Promise<WebResponse> => {
  if (!hostAllowed(visit.request, ports.site.url('/'))) return failure(visit, 421);
  if (!sameOrigin(visit.request)) return failure(visit, 403);
  try {
    return await answer(visit);
  } catch (error) {
    logFault(ports, error);
    return failure(visit, 500);
  }
};

const NOTHING = new Uint8Array();

/** How many bytes of a request's body are worth reading: nobody but who may send files fills the memory. */
export const bodyLimit =
  (ports: Ports) =>
  async (request: Omit<WebRequest, 'body'>): Promise<number> => {
    const route = ROUTES.find(({ pattern }) => pattern.test(request.path));
    if (route?.limit === undefined) return FORM_LIMIT;
    const visit = await visitOf(ports, {}, { ...request, body: NOTHING });
    return refuse(visit, route) ? FORM_LIMIT : route.limit;
  };

/** Where large files go past the pages, their script may reach the place. */
const withTransfer = async ({ transfer }: Ports, response: WebResponse): Promise<WebResponse> => {
  const policy = response.headers['content-security-policy'];
  if (!transfer || !policy) return response;
  const reached = policy.replace("connect-src 'self'", `connect-src 'self' ${await transfer.origin()}`);
  return { ...response, headers: { ...response.headers, 'content-security-policy': reached } };
};

/** The pages: one request in, one response out; never throws. */
export const web =
  (ports: Ports, options: WebOptions = {}) =>
  async (request: WebRequest): Promise<WebResponse> => {
    const response = await withTransfer(ports, await guarded(ports, await visitOf(ports, options, request)));
    return request.method === 'HEAD' ? { ...response, body: '' } : response;
  };
