import { describeWith } from './describe-with.js';
import { postgresDatabase, postgresFolder } from './servers.js';

describeWith({
  dialect: 'postgres',
  server: 'PostgreSQL',
  found: postgresFolder(),
  start: postgresDatabase,
  quoted: (name) => `"${name}"`,
});
