import type { Link } from '../stac/item.ts';
import type { Subscription } from './subscription.ts';

/** A subscription as the API shows it. The webhook's secret is shown once, to whoever created it, and so is its whole URL:
 * reading is for everyone, and the path or query of a webhook often is the key to it. */
export function showSubscription(
  subscription: Subscription,
  base: string,
  options: { readonly secret?: boolean } = {},
): Record<string, unknown> {
  const { webhook, origin: _origin, ...shown } = subscription;
  const self = `${base}/api/notify/v1/subscriptions/${subscription.id}`;
  const links: Link[] = [
    { rel: 'self', href: self, type: 'application/json' },
    {
      rel: 'items',
      href: `${self}/entries`,
      type: 'application/json',
      title: 'entries, oldest first; read on with cursor',
    },
    { rel: 'alternate', href: `${self}/feed.atom`, type: 'application/atom+xml' },
    { rel: 'alternate', href: `${base}/feeds/${subscription.id}`, type: 'text/html' },
  ];
  return { ...shown, ...(webhook ? { webhook: options.secret ? webhook : publicWebhook(webhook) } : {}), links };
}

function publicWebhook({ url, disabled }: NonNullable<Subscription['webhook']>): Record<string, string> {
  const { origin, pathname, search } = new URL(url);
  const shown = pathname === '/' && search === '' ? url : `${origin}/…`;
  return { url: shown, ...(disabled === undefined ? {} : { disabled }) };
}
