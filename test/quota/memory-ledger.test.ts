import { MemoryLedger } from '../../src/quota/memory-ledger.js';
import { ledgerSuite } from './ledger.js';

ledgerSuite('of this process', async (time, terms) => ({
  ledger: new MemoryLedger(time, terms),
  close: async () => undefined,
}));
