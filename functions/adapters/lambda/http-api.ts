import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
  readonly caller: string;
  readonly local: false;
}

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/**
 * A request of an HTTP API (payload 2.0) as the pages take it. The API hands its path over decoded, so that it is
 * encoded again, and cookies apart from the other headers.
 */
export const requestOf = (event: APIGatewayProxyEventV2): Request => {
  const { rawPath, rawQueryString, headers, cookies, body = '', isBase64Encoded, requestContext } = event;
  return {
    method: requestContext.http.method,
    path: rawPath.split('/').map(encodeURIComponent).join('/'),
    query: new URLSearchParams(rawQueryString),
    headers: { ...headers, ...(cookies && { cookie: cookies.join('; ') }) },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
    caller: requestContext.http.sourceIp,
    local: false,
  };
};

const TEXT = /^(text\/|application\/(json|javascript))/;

/** What a page answers as an HTTP API takes it: what is no text in base64. */
export const resultOf = ({ status, headers, body }: Response): APIGatewayProxyStructuredResultV2 => {
  const { 'set-cookie': cookie, ...rest } = headers;
  const text = typeof body === 'string' || TEXT.test(headers['content-type'] ?? '');
  return {
    statusCode: status,
    headers: rest,
    ...(cookie !== undefined && { cookies: [cookie] }),
    body: typeof body === 'string' ? body : Buffer.from(body).toString(text ? 'utf8' : 'base64'),
    isBase64Encoded: !text,
  };
};
