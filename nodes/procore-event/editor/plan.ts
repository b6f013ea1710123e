import type { ShownPlan } from '../../shared/admin/event-hooks';
import { ask, refusalOf } from '../../shared/editor/ask';
import { draftOf } from '../../shared/editor/connection-draft';
import { element } from '../../shared/editor/elements';
import { scopeInDialog } from '../../shared/editor/scope-rows';
import { doorOf } from './address';
import { namespacesInDialog, oldHooksView, prepareOldNamespaces } from './old-hooks';
import { resourcesInDialog } from './resources';

type Text = (key: string, values?: Record<string, string>) => string;

/** Shows on demand what a deployment would do at Procore. */
export function preparePlan(node: EditorNode): void {
  const button = $('#procore-event-plan');
  const view = $('#procore-event-planned');
  const text: Text = (key, values) => node._(`procore-event.plan.${key}`, values);
  const refuse = (sentence: string) => view.text(sentence).addClass('procore-refused');
  const plan = async () => {
    view.empty().removeClass('procore-refused');
    const connection = draftOf(String($('#node-input-connection').val() ?? ''));
    const door = doorOf(node);
    const resources = resourcesInDialog();
    const scoped = scopeInDialog();
    if (!connection) return refuse(node._('procore.picker.connectionFirst'));
    if (!door) return refuse(node._('procore-event.noAddress'));
    const oldNamespaces = namespacesInDialog(node);
    if (!oldNamespaces) return;
    if (resources.length === 0 && oldNamespaces.length === 0) return view.text(text('noEvents'));
    if (scoped.filter === undefined) return refuse(text('noFilter'));
    button.prop('disabled', true);
    view.text(text('asking'));
    const payloadVersion = $('#node-input-payloadVersion').val();
    try {
      const asked = { connection, ...scoped, payloadVersion, resources, oldNamespaces, ...door };
      const { plan } = await ask<{ plan: ShownPlan }>('event-plan', asked);
      view.empty().append(planView(plan, text));
      if (oldNamespaces.length > 0)
        view.append(oldHooksView(node, plan, { connection, events: door.events, namespaces: oldNamespaces }));
    } catch (thrown) {
      const { cause, fix } = refusalOf(thrown);
      refuse(`${cause} ${fix}`);
    } finally {
      button.prop('disabled', false);
    }
  };
  button.on('click', plan);
  prepareOldNamespaces(node);
}

function planView({ steps, looked, notOffered, failures }: ShownPlan, text: Text): HTMLElement {
  const list = element('ul');
  const say = (sentence: string, className = '') => list.append(element('li', className, sentence));
  const count = (n: number) => n.toLocaleString();
  for (const { do: what, companies, projects, triggers = 0, flaws = [] } of steps) {
    const where = [
      ...(companies > 0 ? [text('companies', { n: count(companies) })] : []),
      ...(projects > 0 ? [text('projects', { n: count(projects) })] : []),
    ].join(', ');
    const wrong = flaws.map((flaw) => text(`flaw.${flaw}`)).join(', ');
    say(text(`step.${what}`, { where, triggers: count(triggers), flaws: wrong }));
  }
  if (steps.length === 0 && looked > 0) say(text('nothing', { n: count(looked) }));
  if (notOffered.length > 0) say(text('notOffered', { what: notOffered.join(', ') }), 'procore-refused');
  for (const { error, places } of failures)
    say(text('failure', { n: count(places), cause: error.cause, fix: error.fix }), 'procore-refused');
  return list;
}
