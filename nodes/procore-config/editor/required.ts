import type { RequiredRow } from '../../../src/access/required';
import { ask } from '../../shared/editor/ask';
import { draftInDialog } from '../../shared/editor/connection-draft';

const COLUMNS = ['scope', 'tool', 'needed', 'has', 'verdict'] as const;

/** The report of what the deployed flows need, as the Permissions Builder wants it entered, beside what the account has. */
export function prepareRequired(node: EditorNode): void {
  const button = $('#procore-config-required');
  const place = $('#procore-config-permissions');
  const text = (key: string) => node._(`procore-config.required.${key}`);
  button.on('click', async () => {
    button.prop('disabled', true);
    place.empty().text(text('running'));
    const connection = draftInDialog(node.id);
    const companyId = /^[1-9]\d*$/.test(String(connection.companyId)) ? connection.companyId : undefined;
    try {
      const { permissions } = await ask<{ permissions: RequiredRow[] }>('required', {
        connection,
        companyId,
      });
      place.empty().append(permissions.length > 0 ? table(permissions, text) : $('<p>').text(text('none')));
    } catch (thrown) {
      place.empty().append($('<p class="procore-refused">').text((thrown as Error).message));
    } finally {
      button.prop('disabled', false);
    }
  });
}

function table(rows: readonly RequiredRow[], text: (key: string) => string): JQuery {
  const head = COLUMNS.map((column) => $('<th scope="col">').text(text(column)));
  const body = rows.map((row) =>
    $('<tr>')
      .attr('title', [row.operations, row.used_by].filter(Boolean).join(' — '))
      .addClass(row.verdict === 'missing' ? 'procore-missing' : '')
      .append(cellsOf(row, text)),
  );
  // Wider than the dialog it scrolls, and for that the keyboard has to reach it.
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

/** A call that cannot be known has no tool: what stands in the flow is shown instead. */
function cellsOf(row: RequiredRow, text: (key: string) => string): JQuery[] {
  return COLUMNS.map((column) => {
    if (column === 'verdict') return $('<td>').text(text(`verdicts.${row.verdict}`));
    if (column === 'scope') return $('<td>').text(row.scope ? text(`scopes.${row.scope}`) : '');
    if (column === 'tool') return $('<td>').text(row.tool ?? row.operations);
    return $('<td>').text(row[column] ?? '');
  });
}
