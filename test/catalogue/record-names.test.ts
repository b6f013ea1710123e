import assert from 'node:assert/strict';
import { NameBook, namesTold } from '../../src/catalogue/record-names.js';

const row = (name: string, value: string, type = 'str') => ({ name, value, type });

describe('names of picked records', () => {
  it('are stored for the ids that the request has, in the order of its fields', () => {
    const book = new NameBook({ vendor_id: { '5': 'Firm Five', '6': 'Firm Six' } });
    book.keep('ids', '1', 'One');
    book.keep('ids', '2', 'Two');
    book.keep('gone', '3', 'Three');
    book.keep('assignee_ids', '8', 'Eight');
    const rows = [row('ids', '["2","1"]', 'json'), row('vendor_id', '5')];
    const stored = book.stored(rows, '{"rfi":{"assignee_ids":[8]}}');
    assert.deepEqual(stored, {
      ids: { '1': 'One', '2': 'Two' },
      vendor_id: { '5': 'Firm Five' },
      assignee_ids: { '8': 'Eight' },
    });
    assert.deepEqual(Object.keys(stored), ['ids', 'vendor_id', 'assignee_ids']);
    assert.deepEqual(new NameBook(stored).stored(rows, ''), {
      ids: { '1': 'One', '2': 'Two' },
      vendor_id: { '5': 'Firm Five' },
    });
  });

  it('are corrected when the list has other ones, and only where they were known', () => {
    const book = new NameBook({ vendor_id: { '5': 'Old name' } });
    book.correct('vendor_id', [
      { id: '5', name: 'New name' },
      { id: '6', name: 'Another one' },
    ]);
    assert.equal(book.of('vendor_id', '5'), 'New name');
    assert.equal(book.of('vendor_id', '6'), undefined);
  });

  it('are told in a label, two of them and not at full length', () => {
    assert.equal(namesTold({ a: { '1': 'One' } }), 'One');
    assert.equal(
      namesTold({ a: { '1': 'One', '2': 'Two' }, b: { '3': 'Three', '4': 'Four' } }),
      'One · Two · +2',
    );
    assert.equal(namesTold({ a: { '1': 'x'.repeat(90) } }), `${'x'.repeat(31)}…`);
  });

  for (const stored of [undefined, null, '', 7, [], ['a'], { a: null }, { a: 'b' }, { a: [1] }]) {
    it(`takes ${JSON.stringify(stored)} for none`, () => {
      assert.deepEqual(new NameBook(stored).stored([row('a', '0')], ''), {});
      assert.equal(namesTold(stored), '');
    });
  }

  it('have names that every object has', () => {
    const book = new NameBook(JSON.parse('{"__proto__":{"1":"x"},"constructor":{"1":"y"}}'));
    assert.equal(book.of('constructor', '1'), 'y');
    assert.equal(book.of('toString', '1'), undefined);
    assert.equal(namesTold({}), '');
  });
});
