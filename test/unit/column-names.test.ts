import assert from 'node:assert/strict';
import { namesAfter } from '../../nodes/procore-table/editor/column-names.js';

const boxes = (checked: readonly string[]) =>
  ['id', 'subject', 'assignee.id', 'assignee.name'].map((path) => ({
    path,
    key: path.split('.')[0] ?? '',
    isChecked: checked.includes(path),
  }));

describe('the Columns field after a click in the tree', () => {
  it('is empty if all is checked', () => {
    assert.equal(namesAfter('id, subject', boxes(['id', 'subject', 'assignee.id', 'assignee.name'])), '');
  });

  it('names an object with all of its columns by its key', () => {
    assert.equal(namesAfter('', boxes(['id', 'assignee.id', 'assignee.name'])), 'id, assignee');
  });

  it('keeps the order that was typed, and names that the tree does not show', () => {
    const typed = 'subject, project_name, id';
    assert.equal(
      namesAfter(typed, boxes(['id', 'subject', 'assignee.name'])),
      'subject, project_name, id, assignee.name',
    );
    assert.equal(namesAfter(typed, boxes(['id'])), 'project_name, id');
    assert.equal(namesAfter(typed, boxes([])), 'project_name');
  });

  it('never loses a name although every box is checked', () => {
    const all = boxes(['id', 'subject', 'assignee.id', 'assignee.name']);
    assert.equal(namesAfter('project_name', all), 'project_name, id, subject, assignee');
  });

  it('does not become empty, which means all, when the last box is unchecked', () => {
    assert.equal(namesAfter('id', boxes([])), undefined);
  });
});
