/** The Procore environments a connection can point at; `custom` takes its hosts from the user, `demo` runs the simulator. */
export const ENVIRONMENTS = ['production', 'sandbox', 'monthly', 'federal', 'custom', 'demo'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

/** Where tokens come from and where the API answers: origins without a trailing slash, and always two different hosts. */
export interface Hosts {
  readonly loginUrl: string;
  readonly apiUrl: string;
}

/**
 * Procore's own hosts, from its "Development Environments" and "Federal Zone" pages (documentation repository, June 2026).
 * The monthly sandbox takes production credentials; every other environment has its own.
 */
export const PRESETS: Readonly<Record<Exclude<Environment, 'custom' | 'demo'>, Hosts>> = {
  production: { loginUrl: 'https://login.procore.com', apiUrl: 'https://api.procore.com' },
  sandbox: { loginUrl: 'https://login-sandbox.procore.com', apiUrl: 'https://sandbox.procore.com' },
  monthly: {
    loginUrl: 'https://login-sandbox-monthly.procore.com',
    apiUrl: 'https://api-monthly.procore.com',
  },
  federal: { loginUrl: 'https://login.procoregov.com', apiUrl: 'https://api.procoregov.com' },
};
