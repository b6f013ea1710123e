import type { Conversion } from '../../../../src/catalogue/openapi/convert';
import { looksLikeYaml, readOpenApi } from '../../../../src/catalogue/openapi/read';
import { packWithBodies } from '../../../../src/catalogue/table';
import { ProcoreError } from '../../../../src/errors';
import type { About, Changes, Imported } from '../../admin/catalogue-update';
import { ask, type Refusal, refusalOf } from '../ask';
import { button, count, element, type Text } from '../elements';
import { type Catalogue, reloadCatalogue } from './catalogue';
import { ReferenceWatch } from './reference-watch';

export interface UpdateOptions {
  text: Text;
  readonly catalogue: Catalogue;
  replaced(catalogue: Catalogue): void;
}

/**
 * Shows where the table of operations comes from, and makes a newer one: from Procore's reference, or from a document
 * that the user has.
 */
export function updateBar({ text, catalogue, replaced }: UpdateOptions): HTMLElement {
  const bar = element('div', 'procore-update');
  const state = element('div', 'procore-update-state');
  const result = element('div', 'procore-update-result');
  result.setAttribute('role', 'status');
  const file = element('input', 'procore-update-file');
  Object.assign(file, { type: 'file', accept: '.json,.yaml,.yml,application/json', hidden: true });
  file.setAttribute('aria-label', text('update.file'));
  const fetch = button('fa-cloud-download', text('update.fetch'), () => run(() => reference.start()));
  const choose = button('fa-upload', text('update.choose'), () => file.click());
  const restore = button('fa-undo', text('update.restore'), () => run(forget));
  const cancel = button('fa-times', text('update.cancel'), () => reference.cancel());
  const progress = element('progress', 'procore-update-progress');
  progress.setAttribute('aria-label', text('update.progress'));
  const buttons = element('div', 'procore-update-buttons');
  buttons.append(fetch, choose, restore, cancel, file);
  bar.append(state, buttons, progress, result);
  let known = catalogue;

  const tell = ({ operations, imported, problem }: About) => {
    const date = imported ? new Date(imported.at).toLocaleDateString() : '';
    const values = { n: count(operations), imported: count(imported?.operations ?? 0), date };
    state.textContent = problem ?? text(imported ? 'update.imported' : 'update.builtIn', values);
    restore.hidden = !imported && !problem;
  };
  const lock = (isBusy: boolean) => {
    for (const each of [fetch, choose, restore]) each.disabled = isBusy || !mayWrite();
  };
  const run = async (work: () => Promise<string>) => {
    lock(true);
    result.classList.remove('procore-refused');
    try {
      result.textContent = await work();
    } catch (failure) {
      const { cause, fix } = refused(failure, text);
      result.classList.add('procore-refused');
      result.textContent = `${cause} ${fix}`;
    }
    lock(false);
  };
  const take = async (about: About) => {
    tell(about);
    known = await reloadCatalogue();
    replaced(known);
  };
  const taken = async ({ about, changes, problems }: Imported) => {
    await take(about);
    return [changed(changes, text), ...bodiesOf(changes, text), ...problems].join(' ');
  };
  const forget = async () => {
    await take(await ask<About>('catalogue', undefined, 'DELETE'));
    return text('update.restored');
  };
  const read = async (chosen: File) => {
    result.textContent = text('update.reading', { file: chosen.name });
    const content = await chosen.text();
    // Node-RED reads YAML, since a browser would stand still meanwhile.
    if (looksLikeYaml(content)) return taken(await ask<Imported>('catalogue/yaml', { text: content }));
    // Lets the browser show the sentence before it is busy with the document.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const conversion = readOpenApi(content);
    const told = summary(conversion, known, text);
    result.textContent = text('update.sending');
    const table = packWithBodies(conversion.operations, conversion.bodies);
    const { about, changes } = await ask<Imported>('catalogue', table);
    await take(about);
    return [told, ...bodiesOf(changes, text)].join(' ');
  };
  const reference = new ReferenceWatch({
    isShown: () => bar.isConnected,
    running(done, total) {
      lock(true);
      progress.hidden = false;
      cancel.hidden = !mayWrite();
      if (total > 0) Object.assign(progress, { max: total, value: done });
      const values = { done: count(done), total: count(total) };
      result.textContent = text(total > 0 ? 'update.fetching' : 'update.asking', values);
    },
    async ended(state) {
      progress.hidden = true;
      progress.removeAttribute('value');
      cancel.hidden = true;
      if (!state) return text('update.cancelled');
      const told = await taken(state);
      return state.unread > 0 ? `${told} ${text('update.unread', { n: count(state.unread) })}` : told;
    },
  });
  file.addEventListener('change', () => {
    const [chosen] = file.files ?? [];
    if (chosen) run(() => read(chosen)).finally(() => Object.assign(file, { value: '' }));
  });

  restore.hidden = true;
  cancel.hidden = true;
  progress.hidden = true;
  lock(false);
  if (!mayWrite()) result.textContent = text('update.forbidden');
  ask<About>('catalogue/about', undefined, 'GET').then(tell, () => undefined);
  // An update goes on if its dialog is closed.
  reference.isRunning().then(
    (isRunning) => {
      if (isRunning) run(() => reference.follow());
    },
    () => undefined,
  );
  return bar;
}

function changed({ came, changed, went }: Changes, text: Text): string {
  return text('update.changes', { came: count(came), changed: count(changed), went: count(went) });
}

/** A sentence about the bodies that are different now, if there are any. */
function bodiesOf({ bodies: { all, named } }: Changes, text: Text): string[] {
  if (all === 0) return [];
  const names = named.map(({ signature, kind, fields }) => {
    const what = kind === 'changed' ? fields.join(' ') : text(`update.body.${kind}`);
    return `${signature} (${what})`;
  });
  const more = all > named.length ? [text('update.body.more', { n: count(all - named.length) })] : [];
  return [text('update.bodies', { n: count(all), names: [...names, ...more].join(', ') })];
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
