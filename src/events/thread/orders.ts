import type { ReceiverOptions } from '../receiver.js';

/** What the thread is started with. */
export interface ThreadData {
  /** The file of the state. */
  readonly path: string;
  readonly port: number;
  /** @default every address of this machine */
  readonly host?: string | undefined;
}

/** A node whose deliveries the thread receives. */
export interface Receiving extends ReceiverOptions {
  readonly node: string;
  /** The name of its inbox. */
  readonly inbox: string;
}

/** What the thread is told. */
export type Order = { readonly open: Receiving } | { readonly close: string } | { readonly end: true };

/** What the thread tells. */
export type Report =
  | { readonly listening: number }
  | { readonly opened: string }
  | { readonly failed: string; readonly code: string }
  | { readonly warning: string };
