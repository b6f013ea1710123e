/** The package's version, sent as the user agent. The build checks it against package.json. */
export const VERSION = '0.1.0';
