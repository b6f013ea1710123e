import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { proxyOf } from '../../src/transport/proxy-choice.js';

type Chooses = (url: string, options: { readonly env: Readonly<Record<string, string>> }) => string;

/** How Node-RED's http request node chooses a proxy. */
const core = createRequire(__filename)('@node-red/nodes/core/network/lib/proxyHelper.js') as {
  readonly getProxyForUrl: Chooses;
};

const NAMES = [
  'http_proxy',
  'HTTP_PROXY',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'npm_config_proxy',
  'npm_config_https_proxy',
  'NPM_CONFIG_HTTP_PROXY',
];
const EXEMPT = ['no_proxy', 'NO_PROXY', 'npm_config_no_proxy'];

describe('proxy of the environment', () => {
  it('is the one that the http request node takes, whatever is set', () => {
    const host = fc.constantFrom(
      'api.procore.com',
      'login.procore.com',
      'procore.com',
      'localhost',
      '[::1]',
      '10.0.0.1',
    );
    const entry = fc
      .tuple(
        fc.constantFrom('', '.', '*', '*.'),
        fc.oneof(host, fc.constantFrom('com', 'x.example', '')),
        fc.constantFrom('', ':443', ':80', ':8443'),
      )
      .map((parts) => parts.join(''));
    const list = fc
      .array(entry, { maxLength: 4 })
      .chain((entries) => fc.constantFrom(',', ' ', ', ').map((mark) => entries.join(mark)));
    const env = fc.tuple(
      fc.dictionary(
        fc.constantFrom(...NAMES),
        fc.constantFrom('', 'http://one:1', 'http://two:2', 'https://three:3'),
      ),
      fc.dictionary(fc.constantFrom(...EXEMPT), fc.oneof(list, fc.constantFrom('*', ''))),
    );
    const address = fc
      .tuple(fc.constantFrom('http', 'https'), host, fc.constantFrom('', ':8443', ':80', ':443'))
      .map(([scheme, name, port]) => new URL(`${scheme}://${name}${port}`));
    fc.assert(
      fc.property(env, address, ([proxies, exempt], url) => {
        const all = { ...proxies, ...exempt };
        assert.equal(proxyOf(url, all)?.address ?? '', core.getProxyForUrl(url.href, { env: all }));
      }),
      { numRuns: 2_000 },
    );
  });

  it('is told with the variable it was read from', () => {
    assert.deepEqual(proxyOf(new URL('https://api.procore.com'), { ALL_PROXY: 'http://p:1' }), {
      address: 'http://p:1',
      variable: 'ALL_PROXY',
    });
  });
});
