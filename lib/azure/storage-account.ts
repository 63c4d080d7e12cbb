import { DefaultAzureCredential } from '@azure/identity';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';

/** One storage account, reached with a shared key (local, tests) or a managed identity (Azure). */
export interface StorageAccount {
  readonly name: string;
  /** Without trailing slash. */
  readonly blobEndpoint: string;
  readonly blobs: BlobServiceClient;
  readonly queues: QueueServiceClient;
  /** Present only with a connection string; without it SAS are signed with user delegation keys. */
  readonly sharedKey?: StorageSharedKeyCredential;
}

/** @param setting a connection string, or an account name for managed identity */
export function storageAccount(setting: string): StorageAccount {
  return setting.includes('=') ? byConnectionString(setting) : byIdentity(setting);
}

function byConnectionString(text: string): StorageAccount {
  const blobs = BlobServiceClient.fromConnectionString(text);
  const queues = QueueServiceClient.fromConnectionString(text);
  const sharedKey = blobs.credential;
  const base = { name: blobs.accountName, blobEndpoint: blobs.url.replace(/\/$/, ''), blobs, queues };
  return sharedKey instanceof StorageSharedKeyCredential ? { ...base, sharedKey } : base;
}

function byIdentity(name: string): StorageAccount {
  const credential = new DefaultAzureCredential();
  const blobEndpoint = `https://${name}.blob.core.windows.net`;
  return {
    name,
    blobEndpoint,
    blobs: new BlobServiceClient(blobEndpoint, credential),
    queues: new QueueServiceClient(`https://${name}.queue.core.windows.net`, credential),
  };
}
