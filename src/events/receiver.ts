import { createHash, timingSafeEqual } from 'node:crypto';
import type { NewEvent } from './event.js';
import { MalformedPayload, readPayload } from './payload.js';

/** Most bytes of a delivery. Procore's are below 2 kB. */
export const MOST_BYTES = 262_144;

/** What a receiver answers. Procore takes any other answer than a 2xx for a failure, and tries again later. */
export type ReceiverStatus = 200 | 400 | 401 | 413 | 503;

/** What is known of a delivery before its body is read. */
export interface DeliveryHead {
  readonly authorization?: string | undefined;
  /** The last part of the path, if the secret is there. */
  readonly secret?: string | undefined;
  /** Bytes of the body, as the sender announces them. */
  readonly length?: number | undefined;
}

export interface ReceiverOptions {
  /** Hashes of the values that are accepted: one, or two while a secret is being replaced. */
  readonly digests: readonly string[];
  /** Where the value is: in the Authorization header, or in the path because that header is used for something else. */
  readonly place: 'header' | 'path';
}

/** The form in which a receiver knows a secret. */
export function digestOf(value: string): string {
  return createHash('sha256').update(value).digest('hex');
}

/**
 * Judges one delivery and stores its event.
 * @param accept stores events on the disk; it rejects if there is no room
 */
export class Receiver {
  readonly #digests: readonly Buffer[];
  readonly #place: ReceiverOptions['place'];

  constructor(
    private readonly accept: (events: readonly NewEvent[]) => Promise<unknown>,
    { digests, place }: ReceiverOptions,
  ) {
    this.#digests = digests.map((digest) => Buffer.from(digest, 'hex'));
    this.#place = place;
  }

  /** Whether the delivery is refused before its body is read. */
  refusal({ authorization = '', secret = '', length = 0 }: DeliveryHead): ReceiverStatus | undefined {
    const given = Buffer.from(digestOf(this.#place === 'path' ? secret : authorization), 'hex');
    // Every value is compared, and each in the same time, so that an answer's time says nothing.
    const matches = this.#digests.map((digest) => timingSafeEqual(digest, given));
    if (!matches.includes(true)) return 401;
    return length > MOST_BYTES ? 413 : undefined;
  }

  /** Never rejects. With 200, the event is on the disk. */
  async receive(head: DeliveryHead, body: Buffer): Promise<ReceiverStatus> {
    const refused = this.refusal({ ...head, length: body.length });
    if (refused) return refused;
    try {
      await this.accept([readPayload(body)]);
      return 200;
    } catch (thrown) {
      return thrown instanceof MalformedPayload ? 400 : 503;
    }
  }
}
