import type { Operation } from '../../../../src/catalogue/operation';
import type { BodyValue } from '../../../../src/catalogue/values';

/** The part of a request's dialog that enters the body. */
export interface BodyPart {
  /** Shows the body of another operation. Undefined: the path was typed, and is none that the catalogue knows, or there is no catalogue. */
  use(operation: Operation | undefined): void;
  /**
   * Shows it if the request can have a body.
   * @param known the operation that is chosen, or that the path belongs to
   */
  show(known: Operation | undefined): void;
  read(): BodyValue;
  write(value: BodyValue): void;
  /** Writes the body to the fields that Node-RED reads. */
  store(): void;
  /** What can be told about the body before it is sent. */
  remarks(): readonly string[];
  destroy(): void;
}

/** The body of a node that only reads. */
export const NO_BODY: BodyPart = {
  use() {},
  show() {},
  read: () => ({ value: '', type: 'json' }),
  write() {},
  store() {},
  remarks: () => [],
  destroy() {},
};
