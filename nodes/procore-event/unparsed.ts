import type { Express, Request, RequestHandler, Response } from 'express';

/** The part of Express 4 that Node-RED's own http nodes use as well to get the body of a request as it was sent. */
interface Layered {
  readonly parent?: Layered;
  readonly _router?: { readonly stack: Array<{ readonly handle: unknown }> };
  use?(handler: RequestHandler): unknown;
}

/**
 * Keeps the bodies of some requests unread until their route reads them. With Node-RED's default settings, every request
 * goes through the editor's body parser first, which rounds long integers.
 * @returns whether it could be done; otherwise those bodies arrive parsed
 */
export function keepUnparsed(app: Express, isMeant: (url: string) => boolean): boolean {
  let root = app as Layered;
  while (root.parent) root = root.parent;
  if (!root.use) return false;
  const handler = (request: Request, _response: Response, next: () => void) => {
    // Body parsers take this for the sign that there is nothing left to do.
    if (isMeant(request.url)) Object.assign(request, { _body: true });
    next();
  };
  root.use(handler);
  const stack = root._router?.stack ?? [];
  const at = stack.findIndex(({ handle }) => handle === handler);
  const [layer] = at < 0 ? [] : stack.splice(at, 1);
  if (layer) stack.unshift(layer);
  return layer !== undefined;
}
