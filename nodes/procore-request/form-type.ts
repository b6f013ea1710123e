import { mayHoldFiles } from '../../src/catalogue/body.js';
import type { FormPlan } from '../../src/catalogue/plan-from.js';
import type { KnownWrite } from '../../src/catalogue/shapes.js';
import { contentTypeIn, placeOfFile } from '../../src/transport/body-form.js';

const MULTIPART = 'multipart/form-data';

/** The content type that a body with files needs if no header sets one and its operation declares a form. */
export function formType(
  { headers, body }: FormPlan,
  write: KnownWrite | undefined,
): { 'content-type'?: string } {
  const isOpen = contentTypeIn(headers) === undefined && placeOfFile(body) !== undefined;
  return isOpen && write !== undefined && mayHoldFiles(write.operation) ? { 'content-type': MULTIPART } : {};
}
