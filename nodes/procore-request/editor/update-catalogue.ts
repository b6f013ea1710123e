import type { Conversion } from '../../../src/catalogue/openapi/convert';
import { readOpenApi } from '../../../src/catalogue/openapi/read';
import { pack } from '../../../src/catalogue/table';
import { ProcoreError } from '../../../src/errors';
import { ask, type Refusal, refusalOf } from '../../shared/editor/ask';
import { type Catalogue, reloadCatalogue } from './catalogue';
import { button, count, element, type Text } from './elements';

export interface UpdateOptions {
  text: Text;
  readonly catalogue: Catalogue;
  replaced(catalogue: Catalogue): void;
}

interface About {
  readonly operations: number;
  readonly imported?: { readonly operations: number; readonly at: string };
  readonly problem?: string;
}

/** Shows where the table of operations comes from, and a button to make a newer one from Procore's own document. */
export function updateBar({ text, catalogue, replaced }: UpdateOptions): HTMLElement {
  const bar = element('div', 'procore-update');
  const state = element('div', 'procore-update-state');
  const result = element('div', 'procore-update-result');
  result.setAttribute('role', 'status');
  const file = element('input', 'procore-update-file');
  Object.assign(file, { type: 'file', accept: '.json,application/json', hidden: true });
  file.setAttribute('aria-label', text('update.file'));
  const choose = button('fa-upload', text('update.choose'), () => file.click());
  const restore = button('fa-undo', text('update.restore'), () => run(forget));
  const buttons = element('div', 'procore-update-buttons');
  buttons.append(choose, restore, file);
  bar.append(state, buttons, result);
  let known = catalogue;

  const tell = ({ operations, imported, problem }: About) => {
    const date = imported ? new Date(imported.at).toLocaleDateString() : '';
    const values = { n: count(operations), imported: count(imported?.operations ?? 0), date };
    state.textContent = problem ?? text(imported ? 'update.imported' : 'update.builtIn', values);
    restore.hidden = !imported && !problem;
  };
  const run = async (work: () => Promise<string>) => {
    choose.disabled = true;
    restore.disabled = true;
    result.classList.remove('procore-refused');
    try {
      result.textContent = await work();
    } catch (failure) {
      const { cause, fix } = refused(failure, text);
      result.classList.add('procore-refused');
      result.textContent = `${cause} ${fix}`;
    }
    choose.disabled = !mayWrite();
    restore.disabled = !mayWrite();
  };
  const take = async (about: About) => {
    tell(about);
    known = await reloadCatalogue();
    replaced(known);
  };
  const forget = async () => {
    await take(await ask<About>('catalogue', undefined, 'DELETE'));
    return text('update.restored');
  };
  const read = async (chosen: File) => {
    result.textContent = text('update.reading', { file: chosen.name });
    const content = await chosen.text();
    // Lets the browser show the sentence before it is busy with the document.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const conversion = readOpenApi(content);
    const told = summary(conversion, known, text);
    result.textContent = text('update.sending');
    await take(await ask<About>('catalogue', pack(conversion.operations)));
    return told;
  };
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen) run(() => read(chosen)).finally(() => Object.assign(file, { value: '' }));
  });

  restore.hidden = true;
  choose.disabled = !mayWrite();
  if (!mayWrite()) result.textContent = text('update.forbidden');
  ask<About>('catalogue/about', undefined, 'GET').then(tell, () => undefined);
  return bar;
}

function summary({ operations, skipped, problems }: Conversion, before: Catalogue, text: Text): string {
  const added = operations.filter(({ method, path }) => !before.exact(method, path)).length;
  const values = {
    n: count(operations.length),
    added: count(added),
    replaced: count(operations.length - added),
    skipped: count(skipped.outsideRest + skipped.badPath + skipped.twice),
  };
  return [text('update.done', values), ...problems].join(' ');
}

function refused(failure: unknown, text: Text): Pick<Refusal, 'cause' | 'fix'> {
  // Errors in the document itself are found here, in the browser.
  if (failure instanceof ProcoreError) return failure;
  const refusal = refusalOf(failure);
  return refusal.status === 413 ? { cause: text('update.tooLarge'), fix: '' } : refusal;
}

function mayWrite(): boolean {
  return RED.user.hasPermission?.('procore-config.write') !== false;
}
