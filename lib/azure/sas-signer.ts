import {
  ContainerSASPermissions,
  generateBlobSASQueryParameters,
  SASProtocol,
  type UserDelegationKey,
} from '@azure/storage-blob';
import { storageAccount, type StorageAccount } from './storage-account.ts';

/** A query string without leading `?`, good for a whole container until `expires`. */
export interface SasToken {
  readonly token: string;
  readonly expires: Date;
}

/** Signs containers of one account: with the shared key when there is one, else with a user delegation key. */
export interface SasSigner {
  readonly account: string;
  /** @param permissions Azure's letters, in any order: `rl`, `racwdl` … */
  containerToken(container: string, permissions: string, minutes: number): Promise<SasToken>;
  /** The container's URL with such a token. */
  signContainer(container: string, permissions: string, minutes: number): Promise<string>;
}

/** Azure grants user delegation keys for at most 7 days. */
const keyLifeMs = 7 * 24 * 3_600_000;
/** Signatures begin in the past, so that a client whose clock is behind can use them at once. */
const skewMs = 15 * 60_000;

export function sasSigner(account: StorageAccount, now: () => number = Date.now): SasSigner {
  const delegationKey = cachedDelegationKey(account, now);

  const containerToken = async (container: string, permissions: string, minutes: number): Promise<SasToken> => {
    // A signature doesn't outlive the delegation key that made it.
    const longest = account.sharedKey ? Infinity : keyLifeMs - skewMs;
    const expires = new Date(Math.floor((now() + Math.min(minutes * 60_000, longest)) / 1000) * 1000);
    const values = {
      containerName: container,
      permissions: ContainerSASPermissions.parse(permissions),
      startsOn: new Date(now() - skewMs),
      expiresOn: expires,
      protocol: account.blobEndpoint.startsWith('https:') ? SASProtocol.Https : SASProtocol.HttpsAndHttp,
    };
    const signed = account.sharedKey
      ? generateBlobSASQueryParameters(values, account.sharedKey)
      : generateBlobSASQueryParameters(values, await delegationKey(expires.getTime()), account.name);
    return { token: signed.toString(), expires };
  };

  return {
    account: account.name,
    containerToken,
    signContainer: async (container, permissions, minutes) => {
      const { token } = await containerToken(container, permissions, minutes);
      return `${account.blobEndpoint}/${container}?${token}`;
    },
  };
}

/** One key serves many signatures: it is asked for again when a signature would outlive it. */
function cachedDelegationKey(
  account: StorageAccount,
  now: () => number,
): (until: number) => Promise<UserDelegationKey> {
  let current: { readonly key: Promise<UserDelegationKey>; readonly expires: number } | undefined;
  return async (until) => {
    if (!current || current.expires < until) {
      const expires = now() + keyLifeMs - skewMs;
      const key = account.blobs.getUserDelegationKey(new Date(now() - skewMs), new Date(expires));
      const asked = { key, expires };
      current = asked;
      key.catch(() => {
        if (current === asked) current = undefined;
      });
    }
    return current.key;
  };
}

/** Signers by account name. Accounts other than our own can be signed only by managed identity (which needs the
 * Storage Blob Delegator role there); with a connection string there is only our own.
 * @returns undefined when the account can't be signed */
export function accountSigners(own: StorageAccount): (account: string) => SasSigner | undefined {
  const signers = new Map([[own.name, sasSigner(own)]]);
  return (account) => {
    const known = signers.get(account);
    if (known || own.sharedKey) return known;
    const signer = sasSigner(storageAccount(account));
    signers.set(account, signer);
    return signer;
  };
}
