const { appendFileSync } = require('node:fs');
const { join } = require('node:path');

/** Writes down each statement as node-red-contrib-postgresql would execute it, into `postgresql.ndjson`. */
module.exports = (RED) => {
  RED.nodes.registerType('postgreSQLConfig', function PostgresServer(config) {
    RED.nodes.createNode(this, config);
  });
  RED.nodes.registerType('postgresql', function Postgres(config) {
    RED.nodes.createNode(this, config);
    this.on('input', (msg, send, done) => {
      const { query, params = [] } = msg;
      appendFileSync(
        join(RED.settings.userDir, 'postgresql.ndjson'),
        `${JSON.stringify({ query, params })}\n`,
      );
      send({ ...msg, payload: [], pgsql: {} });
      done();
    });
  });
};
