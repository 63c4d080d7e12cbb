import { lookup as systemLookup } from 'node:dns';
import { lookup as lookupAll } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { invalid } from '../errors.ts';

/** Addresses that a receiver on the public internet never has. @see IANA special-purpose address registries */
const refused = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  refused.addSubnet(network, prefix, 'ipv4');
}
/** Of IPv6 only global unicast is let through, without the ranges in it that carry IPv4 addresses or documentation. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  refused.addSubnet(network, prefix, 'ipv6');
}
/** The address at which Azure's own platform answers every virtual machine. */
refused.addAddress('168.63.129.16', 'ipv4');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !refused.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}

/** Refuses a webhook URL that leads inside, when it is given. Names that do not resolve now are let through: each attempt checks again.
 * @throws {InvalidInputError} naming `webhook.url` */
export async function checkWebhookUrl(text: string, allowPrivate: boolean): Promise<void> {
  const url = new URL(text);
  if (url.username || url.password) throw invalid('webhook.url', 'must not carry a user name or password');
  if (allowPrivate) return;
  if (url.protocol !== 'https:') throw invalid('webhook.url', 'must be https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host)
    ? [host]
    : await lookupAll(host, { all: true }).then(
        (all) => all.map((one) => one.address),
        () => [],
      );
  if (/(?:^|\.)localhost$/i.test(host) || addresses.some((address) => !isPublicAddress(address))) {
    throw invalid('webhook.url', 'leads to a private or loopback address');
  }
}

/** A DNS look-up for a connection that fails for private addresses: what was checked is what is connected to,
 * so a name that changes its answer between the two gains nothing. */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  systemLookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, '', 0);
    const inside = addresses.find((one) => !isPublicAddress(one.address));
    if (inside)
      return callback(Object.assign(new Error(`${hostname} leads to a private address`), { code: 'EPRIVATE' }), '', 0);
    const [first] = addresses;
    if (options.all) return callback(null, addresses);
    return callback(null, first?.address ?? '', first?.family ?? 0);
  });
};
