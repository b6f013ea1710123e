import { describeWith } from './describe-with.js';
import { mariadbDatabase, mariadbProgram } from './servers.js';

describeWith({
  dialect: 'mysql',
  server: 'MariaDB',
  found: mariadbProgram(),
  start: mariadbDatabase,
  quoted: (name) => `\`${name}\``,
});
