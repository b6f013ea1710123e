import type { RunOptions } from '../call/run-options.js';
import type { Operation } from '../catalogue/operation.js';
import type { Client } from '../client.js';
import type { PlanInput } from '../plan.js';
import type { Piece } from '../scope/piece.js';
import type { ServerClock } from './server-clock.js';
import type { Way } from './strategy.js';
import type { Whereabouts } from './whereabouts.js';

/** What a run looks for, the same for all of its pieces. */
export interface Task {
  readonly client: Client;
  readonly run: RunOptions;
  readonly way: Way;
  readonly operation: Operation | undefined;
  readonly planOf: (piece: Piece) => PlanInput;
  /** Whether removed rows are looked for. */
  readonly deletes: boolean;
  readonly windowDays: number;
  /** Percent of the rows of a piece; if more are gone at once, the piece stops. */
  readonly brake: number;
  /** Whether a person has confirmed that many rows are gone. */
  readonly isConfirmed: boolean;
  /** Whether every row is read again. */
  readonly full: boolean;
  /** Begins the names of everything that is kept. */
  readonly base: string;
  /** This run, by which a run that was cut off finds its pieces. */
  readonly id: string;
  /** Undefined if there is only one piece, or no row is moved to another one. */
  readonly whereabouts: Whereabouts | undefined;
  readonly clock: ServerClock;
}

/** The piece's name in what is kept. */
export function nameOf({ company, project }: Piece): string {
  return project ? `${company.id}/${project.id}` : String(company.id);
}

/** A plan with more query parameters. */
export function withParameters(
  plan: PlanInput,
  ...more: ReadonlyArray<readonly [string, unknown]>
): PlanInput {
  const parameters = [
    ...(plan.parameters ?? []),
    ...more.map(([name, value]): [string, unknown] => [name, value]),
  ];
  return { ...plan, parameters };
}
