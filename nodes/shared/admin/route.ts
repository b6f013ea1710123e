import type { Request, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { ZodType } from 'zod';
import { configError } from '../../../src/errors.js';
import { answer } from './answer.js';
import { type Bounds, FORM, isWithin } from './bounds.js';

/** A form inside its connection and plan. It is checked first, since a schema recurses into the value. */
const REQUEST: Bounds = { levels: FORM.levels + 5, values: 2 * FORM.values };

/** Adds a route below `procore/` that answers a checked JSON body with JSON. */
export type Route = <T>(
  path: string,
  schema: (schemas: typeof import('./schemas.js')) => ZodType<T>,
  work: (input: T, request: Request, response: Response) => Promise<object>,
  permission?: 'read' | 'write',
) => void;

/**
 * A route is a POST that needs the permission to write, unless it says otherwise: a request that uses the key or opens
 * a socket acts for the person who deployed the key.
 */
export function routesOf(RED: NodeAPI): Route {
  return (path, schema, work, permission = 'write') =>
    RED.httpAdmin.post(
      `/procore/${path}`,
      RED.auth.needsPermission(`procore-config.${permission}`),
      (request, response) =>
        answer(response, async () => {
          // A form on another site cannot send JSON; a script on another site needs a preflight, which is refused.
          const isForm = request.is('application/json') && isWithin(request.body, REQUEST);
          const checked = schema(await import('./schemas.js')).safeParse(isForm ? request.body : undefined);
          if (!checked.success)
            throw configError('The editor sent something that is not expected.', 'Reload the editor.');
          return work(checked.data, request, response);
        }),
    );
}
