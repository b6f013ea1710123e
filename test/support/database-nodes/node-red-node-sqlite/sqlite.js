const { DatabaseSync } = require('node:sqlite');
const { isAbsolute, join } = require('node:path');

/** What node-red-node-sqlite 1.1.1 does with its query from msg.topic, on Node's own SQLite. */
module.exports = (RED) => {
  RED.nodes.registerType('sqlitedb', function SqliteDatabase(config) {
    RED.nodes.createNode(this, config);
    let db;
    this.open = () => {
      const { userDir } = RED.settings;
      // Its driver waits for a second if another process has the file.
      const file = isAbsolute(config.db) ? config.db : join(userDir, config.db);
      db ??= new DatabaseSync(file, { timeout: 10_000 });
      return db;
    };
    this.on('close', () => db?.close());
  });
  RED.nodes.registerType('sqlite', function Sqlite(config) {
    RED.nodes.createNode(this, config);
    const database = RED.nodes.getNode(config.mydb);
    this.on('input', (msg) => {
      if (typeof msg.topic !== 'string') {
        this.error('msg.topic : the query is not defined as a string', msg);
        return;
      }
      if (msg.topic.length === 0) return;
      // Values are bound only if there are as many of them as dollar signs in the text.
      const isBound = Array.isArray(msg.payload) && msg.payload.length === msg.topic.split('$').length - 1;
      try {
        msg.payload = database
          .open()
          .prepare(msg.topic.replaceAll(/\$\d+/g, '?'))
          .all(...(isBound ? msg.payload : []));
        this.send(msg);
      } catch (error) {
        this.error(error, msg);
      }
    });
  });
};
