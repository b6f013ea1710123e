import type { RequiredRow } from '../../../src/access/required';
import { ask } from '../../shared/editor/ask';
import { accountInDialog, onAccountChange } from './account';
import { draftInDialog } from './draft-in-dialog';
import type { FieldMarks } from './field-marks';

/** Results in order of importance: missing permissions come first. */
const RANKS = ['missing', 'cannot be known', 'unknown', 'enough', 'more than needed'];

const COLUMNS = ['scope', 'tool', 'needed', 'has', 'verdict'] as const;

/**
 * The report of the permissions that the deployed flows need, in the form in which the Permissions Builder wants them,
 * next to what the account has.
 */
export function prepareRequired(node: EditorNode, marks: FieldMarks): void {
  const button = $('#procore-config-required');
  const place = $('#procore-config-permissions');
  const text: Text = (key, values) => node._(`procore-config.required.${key}`, values);
  button.on('click', async () => {
    place.empty();
    if (marks.empty()) return;
    button.prop('disabled', true);
    place.text(text('running'));
    const connection = draftInDialog(node.id);
    const account = accountInDialog(node);
    const companyId = /^[1-9]\d*$/.test(String(connection.companyId)) ? connection.companyId : undefined;
    try {
      const { permissions } = await ask<{ permissions: RequiredRow[] }>('required', {
        connection,
        companyId,
      });
      // The dialog shows another account by now.
      if (account !== accountInDialog(node)) return;
      place.empty().append(permissions.length > 0 ? report(permissions, text) : $('<p>').text(text('none')));
    } catch (thrown) {
      if (account === accountInDialog(node))
        place.empty().append($('<p class="procore-refused">').text((thrown as Error).message));
    } finally {
      button.prop('disabled', false);
    }
  });
  onAccountChange(node, () => place.empty());
}

type Text = (key: string, values?: Record<string, string>) => string;

/** One sentence that sums the report up, what is missing, and everything else in a fold. */
function report(rows: readonly RequiredRow[], text: Text): JQuery {
  const counted = (verdict: string) => rows.filter((row) => row.verdict === verdict).length;
  const sentence = (key: string, n: number) =>
    text(`${key}${n === 0 ? '_none' : n === 1 ? '_one' : ''}`, { n: String(n) });
  const sentences = [sentence('missing', counted('missing')), sentence('spare', counted('more than needed'))];
  const rank = ({ verdict }: RequiredRow) => RANKS.indexOf(verdict);
  const sorted = [...rows].sort((a, b) => rank(a) - rank(b));
  const missing = sorted.filter(({ verdict }) => verdict === 'missing');
  const fold = $('<details>').append(
    $('<summary>').text(text('all', { n: String(rows.length) })),
    table(sorted, text),
  );
  return $('<div>').append(
    $('<p>').text(sentences.filter(Boolean).join(' ')),
    ...(missing.length > 0 ? [table(missing, text)] : []),
    fold,
  );
}

function table(rows: readonly RequiredRow[], text: Text): JQuery {
  const head = COLUMNS.map((column) => $('<th scope="col">').text(text(column)));
  const body = rows.map((row) =>
    $('<tr>')
      .attr('title', [row.operations, row.used_by].filter(Boolean).join(' — '))
      .addClass(row.verdict === 'missing' ? 'procore-missing' : '')
      .append(cellsOf(row, text)),
  );
  // A table wider than the dialog scrolls, so the keyboard must be able to focus it.
  return $('<div class="procore-permissions" tabindex="0" role="region">')
    .attr('aria-label', text('button'))
    .append(
      $('<table>').append(
        $('<caption>').text(text('caption')),
        $('<thead>').append($('<tr>').append(head)),
        $('<tbody>').append(body),
      ),
    );
}

/** A call that only a message decides has no tool, so its flow text is shown instead. */
function cellsOf(row: RequiredRow, text: Text): JQuery[] {
  return COLUMNS.map((column) => {
    if (column === 'verdict') return $('<td>').text(text(`verdicts.${row.verdict}`));
    if (column === 'scope') return $('<td>').text(row.scope ? text(`scopes.${row.scope}`) : '');
    if (column === 'tool') return $('<td>').text(row.tool ?? row.operations);
    return $('<td>').text(row[column] ?? '');
  });
}
