/** A delivery, as the log of its hook has it. */
import type { EventType } from '../data/hooks.js';
import type { Row } from '../data/rows.js';

export type DeliveryStatus = 'enqueued' | 'retrying' | 'delivered' | 'discarded';

export interface Attempt {
  readonly id: string;
  readonly success: boolean;
  readonly response_status: number | null;
  readonly response_body: string;
  readonly response_headers: Readonly<Record<string, unknown>>;
  readonly started_at: string;
  readonly completed_at: string;
}

export interface Delivery {
  readonly id: string;
  /** When it was made, in milliseconds since the epoch. */
  readonly at: number;
  readonly resource: string;
  readonly type: EventType;
  readonly payload: Readonly<Record<string, unknown>>;
  /** The hook as it is now; undefined if it was removed. */
  readonly hook: () => Row | undefined;
  status: DeliveryStatus;
  readonly attempts: Attempt[];
}

/** Whether nothing will happen to it any more. */
export function isOver({ status }: Delivery): boolean {
  return status === 'delivered' || status === 'discarded';
}
