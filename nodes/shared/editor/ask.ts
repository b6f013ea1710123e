/** A failure as the routes behind the dialogs send it. */
export interface Refusal {
  readonly code: string;
  readonly cause: string;
  readonly fix: string;
  readonly who: string;
  readonly status?: number | undefined;
}

/** Thrown by {@link ask}: its message is the cause and the fix. */
export class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(`${refusal.cause} ${refusal.fix}`);
  }
}

/**
 * Asks one of this package's routes. The address is relative, since the editor may be below any httpAdminRoot.
 * @throws Refused with the route's sentence; also if the user lacks the permission, or Node-RED cannot be reached
 */
export async function ask<T>(path: string, body?: object, method = 'POST'): Promise<T> {
  let answer: T | { readonly error: Refusal };
  try {
    answer = await $.ajax({
      url: `procore/${path}`,
      method,
      dataType: 'json',
      ...(body && { contentType: 'application/json', data: JSON.stringify(body) }),
    });
  } catch (failure) {
    throw new Refused(unanswered(Number((failure as { status?: unknown }).status ?? 0)));
  }
  if (typeof answer === 'object' && answer !== null && 'error' in answer) throw new Refused(answer.error);
  return answer as T;
}

/** Turns anything thrown while asking into what to show. */
export function refusalOf(thrown: unknown): Refusal {
  return thrown instanceof Refused ? thrown.refusal : { ...unanswered(0), cause: String(thrown) };
}

function unanswered(status: number): Refusal {
  const allowed = status !== 401 && status !== 403;
  const text = (part: string) =>
    RED._(`@joistflow/node-red-procore/procore-config:procore.unanswered.${part}`);
  return {
    code: allowed ? 'PROCORE_NETWORK' : 'PROCORE_CONFIG',
    cause: text(allowed ? 'cause' : 'forbidden'),
    fix: text(allowed ? 'fix' : 'forbiddenFix'),
    who: 'developer',
    status,
  };
}
