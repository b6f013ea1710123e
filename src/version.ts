/** The package's version, sent as the user agent. The build checks it against package.json. */
export const VERSION = '0.1.0';

/** The oldest Node.js that this package runs on: its state needs `node:sqlite`. The build checks it against package.json. */
export const OLDEST_NODE = '22.13';
