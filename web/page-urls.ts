/** Paths of pages and of what they show. */
export const pageUrls = {
  home: '/',
  collection: (id: string) => `/collections/${encodeURIComponent(id)}`,
  item: (collection: string, id: string) =>
    `/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`,
  feed: (subscription: string) => `/feeds/${encodeURIComponent(subscription)}`,
  /** With the version in it, so that a browser may keep the picture for good. */
  thumbnail: (collection: string, id: string, version: string) =>
    `/thumbnails/${encodeURIComponent(collection)}/${encodeURIComponent(id)}.webp?v=${encodeURIComponent(version)}`,
  /** Sends the browser on to a signed URL. */
  download: (collection: string, id: string, asset: string) =>
    `/downloads/${encodeURIComponent(collection)}/${encodeURIComponent(id)}/${encodeURIComponent(asset)}`,
};

/** Paths of the APIs, for links. */
export const apiUrls = {
  collection: (id: string) => `/api/stac/v1/collections/${encodeURIComponent(id)}`,
  item: (collection: string, id: string) =>
    `/api/stac/v1/collections/${encodeURIComponent(collection)}/items/${encodeURIComponent(id)}`,
  job: (id: string) => `/api/jobs/v1/${encodeURIComponent(id)}`,
  schedule: (id: string) => `/api/jobs/v1/schedules/${encodeURIComponent(id)}`,
  entries: (subscription: string) =>
    `/api/notify/v1/subscriptions/${encodeURIComponent(subscription)}/entries?order=desc`,
  atom: (subscription: string) => `/api/notify/v1/subscriptions/${encodeURIComponent(subscription)}/feed.atom`,
};
