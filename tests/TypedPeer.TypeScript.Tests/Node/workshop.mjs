// What programs in Node have in common: another stack's connections, the package, and the contract of the tests.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

/** Returns the modules of the package, and what loads those that tests/peers has. */
export async function load(folder, peers) {
  const own = (file) => import(pathToFileURL(join(folder, file)).href);
  const other = (name) => import(pathToFileURL(createRequire(join(peers, 'x.js')).resolve(name)).href);
  const { RTCPeerConnection } = await other('node-datachannel/polyfill');
  return { package: await own('index.js'), $: await own('contract.js'), connection: (configuration) => new RTCPeerConnection(configuration), other };
}

/** Returns the contract, as far as these programs use it, with the hashes that its compiler made. */
export async function workshopOf($, hashes) {
  const described = JSON.parse(hashes);
  const hash = new DataView(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(described.name))).getBigUint64(0, true);
  const value = (name, codec) => ({ name, kind: 'value', codec });
  const sketches = {
    'GreetAsync(string)': { name: 'greet', parameters: [value('name', $.string)], result: $.string },
    'CountAsync(int)': { name: 'count', kind: 'stream', parameters: [value('to', $.int32)], result: $.int32 },
  };
  return $.contract(described.name, hash, BigInt(described.fingerprint), () => ({
    uses: [$.streams],
    methods: Object.entries(sketches).map(([signature, sketch]) => ({
      kind: 'unary', signature, ...sketch, id: BigInt(described.methods[signature].id), shape: BigInt(described.methods[signature].shape),
    })),
  }));
}
