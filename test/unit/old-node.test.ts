import assert from 'node:assert/strict';
import { isOldNode } from '../../nodes/shared/old-node.js';

describe('a Node.js that is too old', () => {
  for (const version of ['18.5.0', '20.20.2', '21.99.0', '22.12.9', '22.9.0']) {
    it(`${version} is`, () => assert.equal(isOldNode(version), true));
  }
  for (const version of ['22.13.0', '22.23.3', '24.0.0', '24.1.0', '100.0.0']) {
    it(`${version} is not`, () => assert.equal(isOldNode(version), false));
  }
  it('the Node.js of these tests is not', () => assert.equal(isOldNode(), false));
});
