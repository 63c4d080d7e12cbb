import type { RegisteredFunction } from '../core-module.ts';
import { compareRoutes, matchRoute, parseRoute } from './route-template.ts';
import type { RouteTemplate } from './route-template.ts';

export type AuthLevel = 'anonymous' | 'function' | 'admin';

export interface HttpRoute {
  readonly fn: RegisteredFunction;
  readonly template: RouteTemplate;
  readonly methods: readonly string[];
  readonly authLevel: AuthLevel;
}

export interface RouteMatch {
  readonly route: HttpRoute;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Routes of an app's HTTP functions, most specific first.
 * @throws for what Azure refuses or can't tell apart */
export function httpRoutes(functions: Iterable<RegisteredFunction>, prefix: string): readonly HttpRoute[] {
  const routes = [...functions].flatMap((fn) => {
    const binding = Object.values(fn.bindings).find(({ type }) => type === 'httpTrigger');
    if (binding === undefined) return [];
    const path = `${prefix}/${(binding['route'] as string | undefined) ?? fn.name}`.replaceAll(/\/{2,}/g, '/');
    if (/^\/?(admin|runtime)(\/|$)/i.test(path))
      throw new Error(`Function "${fn.name}": the route "${path}" is reserved for the Functions host`);
    return {
      fn,
      template: parseRoute(path),
      methods: ((binding['methods'] as string[] | undefined) ?? ['GET', 'POST']).map((method) => method.toUpperCase()),
      authLevel: ((binding['authLevel'] as string | undefined) ?? 'anonymous').toLowerCase() as AuthLevel,
    };
  });
  refuseDoubles(routes);
  return routes.sort((a, b) => compareRoutes(a.template, b.template));
}

/** The route of a request; a route without the request's method is as if it weren't there. */
export function findRoute(routes: readonly HttpRoute[], method: string, path: string): RouteMatch | undefined {
  for (const route of routes) {
    if (!route.methods.includes(method)) continue;
    const parameters = matchRoute(route.template, path);
    if (parameters) return { route, parameters };
  }
  return undefined;
}

function refuseDoubles(routes: readonly HttpRoute[]): void {
  const seen = new Map<string, string>();
  for (const { fn, template, methods } of routes)
    for (const method of methods) {
      const key = `${method} /${template.source.toLowerCase().replace(/^\/|\/$/g, '')}`;
      const other = seen.get(key);
      if (other !== undefined) throw new Error(`Functions "${other}" and "${fn.name}" both answer ${key}`);
      seen.set(key, fn.name);
    }
}
