import type { FormPlan } from '../../src/catalogue/plan-from.js';
import { contentTypeIn, placeOfFile } from '../../src/transport/body-form.js';

const MULTIPART = 'multipart/form-data';

/** The content type that a body with files needs if no header sets one and its operation declares a form. */
export async function formType({
  method,
  path,
  headers,
  body,
}: FormPlan): Promise<{ 'content-type'?: string }> {
  const isOpen = contentTypeIn(headers) === undefined && placeOfFile(body) !== undefined;
  return isOpen && (await takesForm(method, path)) ? { 'content-type': MULTIPART } : {};
}

/** Whether Procore's operation declares its body as a form with files. Asked only for a body that contains files. */
async function takesForm(method: string, path: string): Promise<boolean> {
  const [{ builtInOperations }, { OperationMatcher }, { mayHoldFiles }] = await Promise.all([
    import('../../src/catalogue/load.js'),
    import('../../src/catalogue/match.js'),
    import('../../src/catalogue/body.js'),
  ]);
  const operation = new OperationMatcher(await builtInOperations()).match(method, path);
  return operation !== undefined && mayHoldFiles(operation);
}
