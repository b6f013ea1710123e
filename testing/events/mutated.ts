import fc from 'fast-check';
import { payloadBody, Sender } from './deliver.js';

export interface MutatedOptions {
  readonly url: string;
  readonly authorization: string;
  readonly runs: number;
  readonly seed: number;
}

export interface MutatedFigures {
  readonly sent: number;
  /** What was answered otherwise than it should be. */
  readonly wrong: readonly string[];
}

/** Changes to the bytes of a body: some are cut out, some are put in. */
const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat(40),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 20 }),
    fc
      .constantFrom('"', '}', '[', '\\u0000', '1e999', '{"__proto__":{"a":1}}', 'null')
      .map((text) => Buffer.from(text)),
  ),
});

const sent = fc.record({
  knows: fc.boolean(),
  authorization: fc.oneof(fc.string(), fc.constantFrom('Bearer', '')),
  // Many are events as they should be: those of intruders would be taken if they were not asked for the secret.
  changes: fc.oneof(fc.constant([]), fc.array(change, { maxLength: 4 })),
  value: fc.option(fc.jsonValue(), { nil: undefined, freq: 1 }),
});

/**
 * Sends requests that were changed at random. Only a sender that knows the secret may get a 2xx. A payload says in
 * `intruder` whether its sender does not know it, so that the flow can tell.
 */
export async function mutatedRequests(options: MutatedOptions): Promise<MutatedFigures> {
  const sender = new Sender(options.url, options.authorization);
  const wrong: string[] = [];
  const samples = fc.sample(sent, { numRuns: options.runs, seed: options.seed });
  try {
    for (let at = 0; at < samples.length; at += 16) {
      await Promise.all(
        samples.slice(at, at + 16).map(async ({ knows, authorization, changes, value }, lane) => {
          // Each of another record: an event that a newer one has overtaken is not handed out.
          const payload = () => payloadBody(String(at + lane), { intruder: !knows });
          let body = Buffer.from(value === undefined ? payload() : JSON.stringify(value));
          for (const { at: place, cut, put } of changes) {
            const start = Math.floor(place * body.length);
            body = Buffer.concat([body.subarray(0, start), put, body.subarray(start + cut)]);
          }
          const visible = Buffer.from(authorization).toString('base64');
          const { status } = await sender.deliver(body, knows ? {} : { authorization: visible });
          const expected = knows ? [200, 400] : [401];
          if (!expected.includes(status)) wrong.push(`${status} instead of ${expected.join(' or ')}`);
        }),
      );
    }
  } finally {
    sender.close();
  }
  return { sent: samples.length, wrong };
}
