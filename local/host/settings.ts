/** Replaces `%NAME%` in a binding's option by the app setting of that name, as the Functions host does.
 * @throws when a setting is missing */
export function resolveSettings(text: string, settings: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) throw new Error(`'%${name}%' does not resolve to a value: there is no setting ${name}`);
    return value;
  });
}
